/** Finds what a person means to withdraw without reading every article, and what a Store that comes back has missed. */
export const SELECTION: string = `
CREATE INDEX lead_by_key ON lead (url_key);
CREATE INDEX article_by_host ON article (lower(substring(url FROM '^[a-z]+://([^/?#:]+)')), id);
CREATE INDEX article_of_source ON article (source_id, id);

-- the group of copies that it was in when a person withdrew it
ALTER TABLE article ADD COLUMN taken_from text;
CREATE INDEX article_by_group ON article (taken_from) WHERE taken_from IS NOT NULL;

-- the log was cut ahead of it: up to its base it is told of withdrawn articles as well
ALTER TABLE store_cursor ADD COLUMN is_overtaken boolean NOT NULL DEFAULT false;
CREATE INDEX article_past ON article (shard, last_seq) WHERE status <> 'usable' AND last_seq IS NOT NULL;
`;
