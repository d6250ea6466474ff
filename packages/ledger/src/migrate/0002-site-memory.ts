/** What the parser learnt of each site's pages: JSON that the ledger does not look into. */
export const SITE_MEMORY: string = `
CREATE TABLE site_memory (
  site text PRIMARY KEY,
  version bigint NOT NULL,
  memory text NOT NULL,
  learnt_at timestamptz NOT NULL DEFAULT now()
);
`;
