/** Tries that outlive their process, classes of dead letters, and history that is sent beside the log. */
export const DELIVERY: string = `
-- attempts: tries begun at this place that moved nothing; failures: those that ended with the store's failure;
-- tried_at: when the last one began
ALTER TABLE store_cursor
  ADD COLUMN attempts integer NOT NULL DEFAULT 0,
  ADD COLUMN failures integer NOT NULL DEFAULT 0,
  ADD COLUMN tried_at timestamptz NOT NULL DEFAULT now();

ALTER TABLE dead_letter ADD COLUMN class text NOT NULL DEFAULT 'bad-record';
CREATE INDEX dead_letter_by_store ON dead_letter (store_id, id);
CREATE INDEX dead_letter_asked ON dead_letter (id) WHERE replay_asked;

CREATE TABLE backfill (
  store_id text PRIMARY KEY,
  run_id text NOT NULL,
  is_cancelled boolean NOT NULL DEFAULT false,
  since timestamptz,
  source_id text,
  total bigint NOT NULL,
  sent bigint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT now(),
  moved_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- one row a shard that has something left to send, after seq and up to upto; none left: the run is over
CREATE TABLE backfill_shard (
  store_id text NOT NULL REFERENCES backfill (store_id) ON DELETE CASCADE,
  shard smallint NOT NULL,
  run_id text NOT NULL,
  seq bigint NOT NULL DEFAULT 0,
  upto bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  failures integer NOT NULL DEFAULT 0,
  tried_at timestamptz NOT NULL DEFAULT now(),
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, shard)
) WITH (fillfactor = 50);
`;
