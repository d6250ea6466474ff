/** What reading the start lists taught, how each Source is, and every change of that. */
export const SOURCE_HEALTH: string = `
-- counts: new items by hour of the week, Monday 00:00 in +08:00 first; counts to expected are decayed to watched_at
CREATE TABLE start_list (
  source_id text NOT NULL REFERENCES source (id),
  url_key text NOT NULL,
  url text NOT NULL,
  counts real[] NOT NULL,
  weeks real NOT NULL DEFAULT 0,
  bunches real NOT NULL DEFAULT 0,
  found real NOT NULL DEFAULT 0,
  expected real NOT NULL DEFAULT 0,
  watched_at timestamptz NOT NULL,
  -- last reading that went well; when the rhythm wants the next one, null: at once
  read_at timestamptz,
  next_read_at timestamptz,
  newest_at timestamptz,
  had_leads boolean NOT NULL DEFAULT false,
  verdict text CHECK (verdict IN ('fine', 'empty-ok', 'empty-suspect', 'broken', 'blocked', 'gone')),
  -- first of the readings in a row that had this verdict, and how many they are
  verdict_since timestamptz,
  readings integer NOT NULL DEFAULT 0,
  trouble_code text,
  trouble text,
  PRIMARY KEY (source_id, url_key)
);

ALTER TABLE source
  ADD COLUMN health text NOT NULL DEFAULT 'ok'
    CHECK (health IN ('ok', 'late', 'silent', 'layout-changed', 'blocked', 'gone', 'broken')),
  ADD COLUMN health_since timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN health_cause text;
UPDATE source SET health = state, health_since = state_since;

-- one row a change; announced_at: a process has told it
CREATE TABLE source_health (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source_id text NOT NULL REFERENCES source (id),
  visit_id bigint,
  was text NOT NULL,
  became text NOT NULL,
  cause text,
  at timestamptz NOT NULL,
  announced_at timestamptz
);
CREATE INDEX source_health_by_source ON source_health (source_id, id);
CREATE INDEX source_health_untold ON source_health (id) WHERE announced_at IS NULL;
`;
