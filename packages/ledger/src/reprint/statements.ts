/** Hashes of one article that the index has: a copy of a third of it is missed once in 700. */
export const INDEXED = 16;
/** Articles looked at for one hash, the newest: common phrases have many, and say nothing. */
const PER_HASH = 32;
/** Candidates answered for one article. */
export const MOST_CANDIDATES = 12;
/** Members of a group that are read. */
export const MOST_MEMBERS = 100;

/** Which of the articles ($1) are there, and which a person took down. */
export const KNOWN: string = `
SELECT wanted.id, r.article_id IS NOT NULL AS there, coalesce(a.taken_down, false) AS taken_down
FROM unnest($1::text[]) AS wanted (id)
LEFT JOIN reprint r ON r.article_id = wanted.id
LEFT JOIN article a ON a.id = wanted.id`;

const ROWS = `unnest($1::text[], $2::text[], $3::bigint[], $4::integer[], $5::bytea[], $6::text[], $7::text[])
  WITH ORDINALITY AS row (article_id, content_hash, exact, grams, sketch, traits, facts, place)`;

/** Takes up new articles, each a group of its own, in the order given. */
export const ADD: string = `
INSERT INTO reprint (article_id, cluster, content_hash, exact, grams, sketch, traits, facts)
SELECT article_id, article_id, content_hash, exact, grams, sketch, traits, facts FROM ${ROWS} ORDER BY place
ON CONFLICT (article_id) DO NOTHING
RETURNING no, article_id`;

/** Takes over the new wording of articles that are there; answers what their hashes were. */
export const RENEW: string = `
WITH before AS MATERIALIZED (SELECT no, article_id, sketch FROM reprint WHERE article_id = ANY($1::text[]) FOR UPDATE)
UPDATE reprint SET content_hash = row.content_hash, exact = row.exact, grams = row.grams, sketch = row.sketch,
  traits = row.traits, facts = row.facts
FROM ${ROWS}, before
WHERE reprint.article_id = row.article_id AND before.article_id = row.article_id
RETURNING reprint.no, reprint.article_id, before.sketch`;

/** Puts hashes ($1) of articles ($2) into the index. */
export const ADD_GRAMS: string = `
INSERT INTO reprint_gram (hash, no) SELECT * FROM unnest($1::integer[], $2::integer[]) ON CONFLICT DO NOTHING`;

/** Takes them out. */
export const DROP_GRAMS: string = `
DELETE FROM reprint_gram USING unnest($1::integer[], $2::integer[]) AS row (hash, no)
WHERE reprint_gram.hash = row.hash AND reprint_gram.no = row.no`;

/**
 * Candidates: for each article ($1 its number, $2 one of its hashes; $3 the numbers, $4 the exact hashes) those that
 * share the most hashes, and those with an equal body. Bounded in each step, whatever the table holds.
 */
export const CANDIDATES: string = `
WITH shared AS (
  SELECT q.no AS for_no, g.no, count(*) AS hashes
  FROM unnest($1::integer[], $2::integer[]) AS q (no, hash)
  CROSS JOIN LATERAL (
    SELECT no FROM reprint_gram WHERE hash = q.hash AND no <> q.no ORDER BY no DESC LIMIT ${PER_HASH}
  ) AS g
  GROUP BY q.no, g.no
), equal AS (
  SELECT q.no AS for_no, e.no, 1000000 AS hashes
  FROM unnest($3::integer[], $4::bigint[]) AS q (no, exact)
  CROSS JOIN LATERAL (
    SELECT no FROM reprint WHERE exact = q.exact AND no <> q.no ORDER BY no DESC LIMIT ${MOST_CANDIDATES}
  ) AS e
), ranked AS (
  SELECT for_no, no, row_number() OVER (PARTITION BY for_no ORDER BY max(hashes) DESC, no) AS rank
  FROM (SELECT * FROM shared UNION ALL SELECT * FROM equal) AS found GROUP BY for_no, no
)
SELECT ranked.for_no, r.article_id, r.grams, r.exact, r.sketch, r.traits
FROM ranked JOIN reprint r ON r.no = ranked.no
WHERE ranked.rank <= ${MOST_CANDIDATES} ORDER BY ranked.for_no, ranked.rank`;

/** The groups of articles ($1), whether each has more than one, and the number of its first member. */
export const GROUPS: string = `
SELECT r.article_id, r.cluster, m.founded, m.has_others
FROM reprint r
CROSS JOIN LATERAL (
  SELECT min(no) AS founded, count(*) > 1 AS has_others
  FROM (SELECT no FROM reprint WHERE cluster = r.cluster ORDER BY no LIMIT 2) AS least
) AS m
WHERE r.article_id = ANY($1::text[])`;

/** Members of the groups of articles ($1), the first taken up first. */
export const MEMBERS: string = `
SELECT own.article_id AS for_id, own.cluster, m.facts
FROM reprint own
CROSS JOIN LATERAL (
  SELECT facts, no FROM reprint WHERE cluster = own.cluster ORDER BY no LIMIT ${MOST_MEMBERS}
) AS m
WHERE own.article_id = ANY($1::text[]) ORDER BY own.article_id, m.no`;

/** Groups of several copies, the last grown first, at most $1. */
export const LARGE_GROUPS: string = `
WITH grown AS (
  SELECT cluster, max(no) AS last FROM reprint GROUP BY cluster HAVING count(*) > 1 ORDER BY last DESC LIMIT $1
)
SELECT grown.cluster AS for_id, grown.cluster, m.facts
FROM grown
CROSS JOIN LATERAL (
  SELECT facts, no FROM reprint WHERE cluster = grown.cluster ORDER BY no LIMIT ${MOST_MEMBERS}
) AS m
ORDER BY grown.last DESC, m.no`;

/** Usable articles that are not in the index as they are now; of one source ($1) or of all (null). */
export const MISSING: string = `
SELECT a.id FROM article a LEFT JOIN reprint r ON r.article_id = a.id
WHERE a.status = 'usable' AND ($1::text IS NULL OR a.source_id = $1)
  AND (r.article_id IS NULL OR r.content_hash <> a.content_hash)
ORDER BY a.first_seen_at, a.published_at NULLS LAST, a.id LIMIT $2`;
