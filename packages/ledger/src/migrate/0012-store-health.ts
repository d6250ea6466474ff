/** What the processes that deliver said last of a Store that does not take everything: for who looks from outside. */
export const STORE_HEALTH: string = `
-- until: end of the wait; null: a person has to help, or nobody answers
CREATE TABLE store_health (
  store_id text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('waiting', 'down')),
  failure text NOT NULL,
  why text NOT NULL,
  next text,
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  until timestamptz
) WITH (fillfactor = 50);
`;
