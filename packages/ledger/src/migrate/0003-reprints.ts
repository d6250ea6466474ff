/** The index of reprints: derived from the articles, and made again from them when it is emptied. */
export const REPRINTS: string = `
-- no: order in which articles were taken up; cluster: id of the article that founded the group of copies
CREATE TABLE reprint (
  no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  article_id text NOT NULL UNIQUE,
  cluster text NOT NULL,
  content_hash text NOT NULL,
  -- first 64 bits of the body's hash
  exact bigint,
  grams integer NOT NULL,
  sketch bytea NOT NULL,
  traits text NOT NULL,
  facts text NOT NULL
);
CREATE INDEX reprint_by_exact ON reprint (exact, no) WHERE exact IS NOT NULL;
CREATE INDEX reprint_by_cluster ON reprint (cluster, no);

-- the least hashes of each article's 5-grams: a fair sample, so that two copies share some
CREATE TABLE reprint_gram (
  hash integer NOT NULL,
  no integer NOT NULL,
  PRIMARY KEY (hash, no)
);
`;
