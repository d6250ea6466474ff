import type { CurrentArticles, Delivery, DeliveryOp, ExpectedRecord } from "@caibian/schema";

import type { PgPoolLike } from "../pool/pg-pool.ts";
import { int, text } from "../sql/read-row.ts";
import { readDelivery } from "./read-delivery.ts";
import { FROM_NEWEST, NEWEST, NEWEST_OF } from "./statements.ts";

/** The current articles over SQL. */
export class SqlCurrentArticles implements CurrentArticles {
  readonly #pool: PgPoolLike;

  constructor(pool: PgPoolLike) {
    this.#pool = pool;
  }

  async expected({
    after,
    limit,
  }: {
    readonly after: string;
    readonly limit: number;
  }): Promise<readonly ExpectedRecord[]> {
    const { rows } = await this.#pool.query(EXPECTED, [after, Math.min(limit, MOST_EXPECTED)]);
    return rows.map((row) => ({
      articleId: text(row, "article_id"),
      shard: int(row, "shard"),
      seq: int(row, "seq"),
      revision: int(row, "revision"),
      op: text(row, "op") as DeliveryOp,
      contentHash: text(row, "hash"),
    }));
  }

  newestDeliveries(articleIds: readonly string[]): Promise<readonly Delivery[]> {
    return newestDeliveries(this.#pool, articleIds);
  }

  async deadArticles(storeId: string, articleIds: readonly string[]): Promise<readonly string[]> {
    const { rows } = await this.#pool.query(
      "SELECT DISTINCT article_id FROM dead_letter WHERE store_id = $1 AND article_id = ANY ($2::text[])",
      [storeId, articleIds],
    );
    return rows.map((row) => text(row, "article_id"));
  }
}

/** The newest Delivery of each of these articles, in order of seq; none of an article that no Store was given. */
export async function newestDeliveries(pool: PgPoolLike, articleIds: readonly string[]): Promise<readonly Delivery[]> {
  const { rows } = await pool.query(NEWEST_OF, [articleIds, Number.MAX_SAFE_INTEGER]);
  return rows.filter((row) => row["record"] !== null).map(readDelivery);
}

const MOST_EXPECTED = 5000;

const EXPECTED = `
WITH a AS MATERIALIZED (SELECT * FROM article WHERE id > $1 AND last_seq IS NOT NULL ORDER BY id LIMIT $2)
SELECT ${NEWEST}, a.shard, coalesce(l.hash, told.content_hash, a.content_hash) AS hash
FROM ${FROM_NEWEST}
ORDER BY a.id`;
