/** Takedowns, and who took what down. */
export const KEEPING: string = `
-- a withdrawal whose earlier text must go from every Store as well
ALTER TABLE article_log ADD COLUMN erase boolean NOT NULL DEFAULT false;

-- no text of it is left in the ledger
ALTER TABLE article ADD COLUMN erased boolean NOT NULL DEFAULT false;

-- append-only: what a person had done to articles, by whom and why
CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  action text NOT NULL CHECK (action IN ('withdraw', 'erase', 'reinstate', 'erase-raw')),
  reason text,
  -- what was asked for, as JSON
  selector text NOT NULL,
  article_ids text[] NOT NULL,
  outcome text NOT NULL
);
`;
