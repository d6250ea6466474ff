/** What is remembered of a host from one Visit to the next. */
export const HOSTS: string = `
CREATE TABLE host (
  host text PRIMARY KEY,
  -- a process has it; still so when the next one takes it: that process died
  is_held boolean NOT NULL DEFAULT true,
  -- earliest next request
  next_at timestamptz NOT NULL DEFAULT now(),
  gap_ms integer NOT NULL DEFAULT 0,
  latency_ms integer NOT NULL DEFAULT 0,
  extra_ms integer NOT NULL DEFAULT 0,
  failures integer NOT NULL DEFAULT 0,
  coolings integer NOT NULL DEFAULT 0,
  -- why it cools or cooled last; null since it answered well
  cause text,
  cause_since timestamptz,
  answers integer NOT NULL DEFAULT 0,
  day text NOT NULL DEFAULT '',
  used integer NOT NULL DEFAULT 0,
  saved_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 60);
`;
