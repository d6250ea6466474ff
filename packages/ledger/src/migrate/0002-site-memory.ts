/** What the parser learnt of each host's pages: JSON that the ledger does not look into. */
export const SITE_MEMORY: string = `
CREATE TABLE site_memory (
  host text PRIMARY KEY,
  version bigint NOT NULL,
  memory text NOT NULL,
  learnt_at timestamptz NOT NULL DEFAULT now()
);
`;
