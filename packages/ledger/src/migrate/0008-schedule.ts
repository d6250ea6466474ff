/** When each Source is to be visited next, and what a person said of it. */
export const SCHEDULE: string = `
CREATE TABLE schedule (
  source_id text PRIMARY KEY REFERENCES source (id),
  -- what next_at was reckoned from; null: by hand only
  cron text,
  time_zone text,
  -- the planned run that was not made yet; null: to be reckoned
  next_at timestamptz,
  ran_at timestamptz,
  paused_at timestamptz,
  -- a person wants a Visit now
  asked_at timestamptz
) WITH (fillfactor = 80);
`;
