/** Every table of the first release. */
export const FIRST: string = `
CREATE TABLE source (
  id text PRIMARY KEY,
  name text NOT NULL,
  definition text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  state text NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'broken', 'layout-changed')),
  state_since timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE visit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source_id text NOT NULL REFERENCES source (id),
  reason text NOT NULL,
  recheck_all boolean NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  outcome text NOT NULL DEFAULT 'running'
    CHECK (outcome IN ('running', 'done', 'stopped', 'failed', 'interrupted')),
  settled_at timestamptz,
  settlement text,
  error_code text,
  error_message text,
  lists_read integer NOT NULL DEFAULT 0,
  leads_found integer NOT NULL DEFAULT 0,
  pages integer NOT NULL DEFAULT 0,
  published integer NOT NULL DEFAULT 0,
  updated integer NOT NULL DEFAULT 0,
  withdrawn integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  quarantined integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  held integer NOT NULL DEFAULT 0,
  missing_once integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  rechecked integer NOT NULL DEFAULT 0,
  -- for the bad-night rule: of the rechecked, how many read otherwise and how many were gone
  changed integer NOT NULL DEFAULT 0,
  vanished integer NOT NULL DEFAULT 0
);
CREATE INDEX visit_by_source ON visit (source_id, id);
CREATE INDEX visit_unsettled ON visit (source_id) WHERE settled_at IS NULL;

CREATE TABLE list_page (
  source_id text NOT NULL REFERENCES source (id),
  url_key text NOT NULL,
  url text NOT NULL,
  etag text,
  last_modified text,
  body_sha256 text,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (source_id, url_key)
);

-- state: new, never fetched; retry, a fetch failed and next_at says when again; known, an article is behind it;
-- refused, a page came that is no article; dead, not again unless a list shows it anew
CREATE TABLE lead (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source_id text NOT NULL REFERENCES source (id),
  url_key text NOT NULL,
  url text NOT NULL,
  found_on text NOT NULL,
  anchor_text text NOT NULL,
  list_date text,
  found_at timestamptz NOT NULL DEFAULT now(),
  state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'retry', 'known', 'refused', 'dead')),
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz,
  looked_at timestamptz,
  looked_visit bigint,
  -- the last look found its article changed, doubtful or gone
  astray boolean NOT NULL DEFAULT false,
  etag text,
  last_modified text,
  body_sha256 text,
  article_id text,
  failure_code text,
  failure_message text,
  UNIQUE (source_id, url_key)
) WITH (fillfactor = 80);
CREATE INDEX lead_new ON lead (source_id, id) WHERE state = 'new';
CREATE INDEX lead_due ON lead (source_id, next_at) WHERE state IN ('retry', 'known', 'refused');
CREATE INDEX lead_by_article ON lead (article_id) WHERE article_id IS NOT NULL;

CREATE TABLE page (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id bigint NOT NULL,
  source_id text NOT NULL,
  visit_id bigint NOT NULL,
  url text NOT NULL,
  final_url text NOT NULL,
  status smallint NOT NULL,
  sha256 text NOT NULL,
  body_bytes integer NOT NULL,
  charset text,
  warc_file text,
  warc_offset bigint,
  fetched_at timestamptz NOT NULL,
  article_id text
);
CREATE INDEX page_by_lead ON page (lead_id, id);
CREATE INDEX page_by_article ON page (article_id) WHERE article_id IS NOT NULL;

CREATE TABLE refused_page (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id bigint NOT NULL UNIQUE,
  source_id text NOT NULL,
  url text NOT NULL,
  code text NOT NULL,
  message text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX refused_page_by_source ON refused_page (source_id, id);

CREATE TABLE article (
  id text PRIMARY KEY,
  shard smallint NOT NULL,
  source_id text,
  url text,
  canonical_url text,
  title text NOT NULL,
  published_at timestamptz,
  status text NOT NULL CHECK (status IN ('usable', 'quarantined', 'withdrawn')),
  revision integer NOT NULL,
  content_hash text NOT NULL,
  -- number of its newest log row; null until it was first delivered
  last_seq bigint,
  first_seen_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  -- the first of two looks that answered 404
  missing_at timestamptz,
  missing_visit bigint,
  -- taken down by a person: a page that is there again does not bring it back
  taken_down boolean NOT NULL DEFAULT false
) WITH (fillfactor = 90);
CREATE INDEX article_current ON article (shard, last_seq) WHERE status = 'usable';
CREATE INDEX article_by_source ON article (source_id, status);
CREATE INDEX article_by_change ON article (changed_at, id);
CREATE INDEX article_missing ON article (missing_visit) WHERE missing_visit IS NOT NULL;

CREATE TABLE article_revision (
  article_id text NOT NULL,
  revision integer NOT NULL,
  status text NOT NULL,
  content_hash text NOT NULL,
  at timestamptz NOT NULL,
  record text NOT NULL,
  PRIMARY KEY (article_id, revision)
);

-- Append-only. Numbers are given out under one advisory transaction lock: their order is the order of commits.
CREATE SEQUENCE article_log_seq;
CREATE TABLE article_log (
  seq bigint PRIMARY KEY,
  shard smallint NOT NULL,
  article_id text NOT NULL,
  revision integer NOT NULL,
  op text NOT NULL CHECK (op IN ('publish', 'update', 'withdraw')),
  hash text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX article_log_by_shard ON article_log (shard, seq);

CREATE TABLE held_change (
  article_id text PRIMARY KEY,
  source_id text NOT NULL,
  visit_id bigint NOT NULL,
  lead_id bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('update', 'withdraw')),
  state text NOT NULL CHECK (state IN ('pending', 'kept')),
  reason text NOT NULL,
  content_hash text,
  record text,
  etag text,
  last_modified text,
  body_sha256 text,
  at timestamptz NOT NULL
);
CREATE INDEX held_change_by_source ON held_change (source_id, state);

CREATE TABLE store_cursor (
  store_id text NOT NULL,
  shard smallint NOT NULL,
  seq bigint NOT NULL,
  base bigint NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, shard)
) WITH (fillfactor = 50);

CREATE TABLE dead_letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  store_id text NOT NULL,
  seq bigint NOT NULL,
  article_id text NOT NULL,
  revision integer NOT NULL,
  op text NOT NULL,
  reason text NOT NULL,
  attempts integer NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  -- a person asked to send it again: the process that delivers does it
  replay_asked boolean NOT NULL DEFAULT false,
  UNIQUE (store_id, seq)
);
CREATE INDEX dead_letter_by_article ON dead_letter (article_id);
`;
