/** Finds the articles that have earlier Revisions without reading all of them. */
export const RETENTION: string = `
CREATE INDEX article_revised ON article (id) WHERE revision > 1;
`;
