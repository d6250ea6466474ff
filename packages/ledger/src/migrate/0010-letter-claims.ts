/** Who sends a dead letter again, and until when it is nobody else's. */
export const LETTER_CLAIMS: string = `
ALTER TABLE dead_letter ADD COLUMN claimed_by text, ADD COLUMN claimed_until timestamptz;
`;
