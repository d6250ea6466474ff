import type { ReprintTraits, SqlPool } from "@caibian/schema";

import { randomFrom } from "./random.ts";

/** Hashes of an article in the index, and how many of them are phrases that many articles share. */
const HASHES = 16;
const COMMON = 5;
/** An article has about 900 5-grams: its 16 least hashes lie below this part of 2^32. */
const RANGE = Math.round((2 ** 32 * HASHES) / 900);
const PHRASES = 2000;
/** The first phrase is in two articles of five, the hundredth in one of thirty. */
const SKEW = 3;

/**
 * Fills the index with articles that are made up in the database: the keys are off while the rows go in, as a restore
 * does it, so that a million take a minute and not an hour.
 */
export async function fillIndex(pool: SqlPool, articles: number): Promise<void> {
  await pool.query("ALTER TABLE reprint_gram DROP CONSTRAINT reprint_gram_pkey");
  await pool.query(
    `INSERT INTO reprint (article_id, cluster, content_hash, exact, grams, sketch, traits, facts)
     SELECT 'made' || g, 'made' || g, 'sha256:' || g, hashtextextended(g::text, 0), 900,
       decode(repeat(md5(g::text), 16), 'hex'),
       '{"numbers":["12人","2026年","35.2亿元","8月"],"title":"' || left(md5(g::text), 18) || '","places":["320505"]}',
       '{"articleId":"made' || g || '","siteNames":["新城日报","newsexample"],"sourceName":"新城日报","stance":"own",'
         || '"publishedAt":"2026-03-02T09:30:00+08:00","grams":900}'
     FROM generate_series(1, $1::integer) AS g`,
    [articles],
  );
  await pool.query(
    `INSERT INTO reprint_gram (hash, no)
     SELECT (random() * ${RANGE})::integer, r.no FROM reprint r, generate_series(1, ${HASHES - COMMON})
     UNION
     SELECT (floor(power(random(), ${SKEW}) * ${PHRASES}) * ${Math.floor(RANGE / PHRASES)})::integer, r.no
     FROM reprint r, generate_series(1, ${COMMON})`,
  );
  await pool.query("ALTER TABLE reprint_gram ADD PRIMARY KEY (hash, no)");
  await pool.query("VACUUM ANALYZE reprint");
  await pool.query("VACUUM ANALYZE reprint_gram");
}

/** Traits of articles like those: the phrases of all, and hashes of their own, or those of an article that is there. */
export async function askers(pool: SqlPool, count: number): Promise<readonly ReprintTraits[]> {
  const random = randomFrom(7);
  const { rows } = await pool.query(
    `SELECT array_agg(hash ORDER BY hash) AS hashes FROM reprint_gram
     WHERE no IN (SELECT no FROM reprint ORDER BY md5(no::text) LIMIT $1) GROUP BY no`,
    [Math.ceil(count / 2)],
  );
  const there = rows.map((row) => row["hashes"] as readonly number[]);
  return Array.from({ length: count }, (_, i): ReprintTraits => {
    const own = Array.from({ length: HASHES }, (__, j) =>
      j < COMMON ? Math.floor(random() ** SKEW * PHRASES) * Math.floor(RANGE / PHRASES) : Math.floor(random() * RANGE),
    );
    const sketch = [...((i % 2 === 0 ? there[i / 2] : undefined) ?? own)].sort((a, b) => a - b);
    const exact = Math.floor(random() * 2 ** 48)
      .toString(16)
      .padStart(16, "0");
    return { exact, grams: 900, sketch, numbers: ["12人", "8月"], title: "甲乙丙丁", places: [] };
  });
}
