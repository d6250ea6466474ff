import type {
  ArticleLog,
  Cursor,
  DeadLetter,
  DeadLetterFilter,
  Delivery,
  DeliveryOp,
  EarlierRevision,
  LogRange,
  LogRead,
  NewDeadLetter,
  RevisionKey,
  StoreLag,
} from "@caibian/schema";

import { readRecord } from "../commit/record.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { epochMsOrNull, int, text, textOrNull, time, type Row } from "../sql/read-row.ts";
import { storable } from "../sql/storable.ts";
import { ADVANCE, BACKFILL, BEHIND, EARLIER, FOLLOW, LAG, MAKE_CURSOR } from "./statements.ts";

const MOST_DEAD_LETTERS = 1000;

/** The ArticleLog over SQL. */
export class SqlArticleLog implements ArticleLog {
  readonly #pool: PgPoolLike;

  constructor(pool: PgPoolLike) {
    this.#pool = pool;
  }

  async cursor(storeId: string, shard: number): Promise<Cursor> {
    const find = (): Promise<{ rows: Row[] }> =>
      this.#pool.query("SELECT seq, base FROM store_cursor WHERE store_id = $1 AND shard = $2", [storeId, shard]);
    let { rows } = await find();
    if (rows.length === 0) {
      await this.#pool.query(MAKE_CURSOR, [storeId, shard]);
      ({ rows } = await find());
    }
    const row = rows[0];
    return row === undefined
      ? { storeId, shard, seq: 0, base: 0 }
      : { storeId, shard, seq: int(row, "seq"), base: int(row, "base") };
  }

  async read({ cursor, limit, maxBytes }: LogRead): Promise<LogRange> {
    // One row more than asked for tells whether there is more.
    const page = async (query: string, after: number, upTo: number | null): Promise<readonly Row[]> => {
      const values = [cursor.shard, after, limit + 1, maxBytes];
      return (await this.#pool.query(query, upTo === null ? values : [...values, upTo])).rows;
    };
    if (cursor.seq < cursor.base) {
      const rows = await page(BACKFILL, cursor.seq, cursor.base);
      if (rows.length > 0) {
        const range = cut(rows, limit, cursor.seq);
        // The last current article was read: what lies between it and `base` is history.
        if (range.more) return range;
        return { ...range, upTo: cursor.base, more: await this.#hasMore(cursor.shard, cursor.base) };
      }
    }
    const after = Math.max(cursor.seq, cursor.base);
    return cut(await page(FOLLOW, after, null), limit, after);
  }

  async advance(from: Cursor, upTo: number, deadLetters: readonly NewDeadLetter[]): Promise<boolean> {
    const { rowCount } = await this.#pool.query(ADVANCE, [
      from.storeId,
      from.shard,
      from.seq,
      from.base,
      upTo,
      deadLetters.map((dead) => dead.seq),
      deadLetters.map((dead) => dead.articleId),
      deadLetters.map((dead) => dead.revision),
      deadLetters.map((dead) => dead.op),
      deadLetters.map((dead) => storable(dead.reason)),
      deadLetters.map((dead) => dead.attempts),
    ]);
    return rowCount === 1;
  }

  async earlier(revisions: readonly RevisionKey[]): Promise<readonly EarlierRevision[]> {
    const { rows } = await this.#pool.query(EARLIER, [
      revisions.map((one) => one.articleId),
      revisions.map((one) => one.revision),
    ]);
    return rows.map((row) => {
      const record = textOrNull(row, "record");
      if (record === null) return { kind: "unknown" };
      const article = readRecord(record);
      return article === null ? { kind: "withdrawn" } : { kind: "article", article };
    });
  }

  async behind(storeId: string): Promise<readonly number[]> {
    const { rows } = await this.#pool.query(BEHIND, [storeId]);
    return rows.map((row) => int(row, "shard"));
  }

  async lag(storeIds: readonly string[]): Promise<readonly StoreLag[]> {
    const { rows } = await this.#pool.query(LAG, [storeIds]);
    const lags = new Map(
      rows.map((row) => {
        const storeId = text(row, "store_id");
        const oldest = epochMsOrNull(row, "oldest_at");
        const oldestMs = oldest === null ? 0 : Math.max(0, Date.now() - oldest);
        return [storeId, { storeId, behind: int(row, "behind"), oldestMs, deadLetters: int(row, "dead_letters") }];
      }),
    );
    return storeIds.map((storeId) => lags.get(storeId) ?? { storeId, behind: 0, oldestMs: 0, deadLetters: 0 });
  }

  async deadLetters(filter: DeadLetterFilter): Promise<readonly DeadLetter[]> {
    const { rows } = await this.#pool.query(
      `SELECT id, store_id, seq, article_id, revision, op, reason, attempts, at FROM dead_letter
       WHERE ($1::text IS NULL OR store_id = $1) AND ($2::text IS NULL OR article_id = $2)
         AND ($3::bigint[] IS NULL OR id = ANY($3))
       ORDER BY id LIMIT $4`,
      [
        filter.storeId ?? null,
        filter.articleId ?? null,
        filter.ids ?? null,
        Math.min(filter.limit ?? MOST_DEAD_LETTERS, MOST_DEAD_LETTERS),
      ],
    );
    return rows.map((row) => ({
      id: int(row, "id"),
      storeId: text(row, "store_id"),
      seq: int(row, "seq"),
      articleId: text(row, "article_id"),
      revision: int(row, "revision"),
      op: text(row, "op") as DeliveryOp,
      reason: text(row, "reason"),
      attempts: int(row, "attempts"),
      at: time(row, "at"),
    }));
  }

  async deadDelivery(id: number): Promise<Delivery | null> {
    const { rows } = await this.#pool.query(
      `SELECT l.seq, l.article_id, l.revision, l.op, l.at, a.url, r.record
       FROM dead_letter d
       JOIN article a ON a.id = d.article_id
       JOIN article_log l ON l.seq = a.last_seq
       JOIN article_revision r ON r.article_id = l.article_id AND r.revision = l.revision
       WHERE d.id = $1`,
      [id],
    );
    return rows[0] === undefined ? null : readDelivery(rows[0]);
  }

  async askReplay(ids: readonly number[]): Promise<number> {
    const { rowCount } = await this.#pool.query(
      "UPDATE dead_letter SET replay_asked = true WHERE id = ANY($1::bigint[])",
      [ids],
    );
    return rowCount ?? 0;
  }

  async askedReplays(): Promise<readonly number[]> {
    const { rows } = await this.#pool.query("SELECT id FROM dead_letter WHERE replay_asked ORDER BY id LIMIT $1", [
      MOST_DEAD_LETTERS,
    ]);
    return rows.map((row) => int(row, "id"));
  }

  async clearAsked(ids: readonly number[]): Promise<void> {
    await this.#pool.query("UPDATE dead_letter SET replay_asked = false WHERE id = ANY($1::bigint[])", [ids]);
  }

  async dropDeadLetters(ids: readonly number[]): Promise<number> {
    const { rowCount } = await this.#pool.query("DELETE FROM dead_letter WHERE id = ANY($1::bigint[])", [ids]);
    return rowCount ?? 0;
  }

  async #hasMore(shard: number, after: number): Promise<boolean> {
    const { rows } = await this.#pool.query("SELECT 1 FROM article_log WHERE shard = $1 AND seq > $2 LIMIT 1", [
      shard,
      after,
    ]);
    return rows.length > 0;
  }
}

/** As many rows as the bounds allow. */
function cut(rows: readonly Row[], limit: number, from: number): LogRange {
  const deliveries: Delivery[] = [];
  for (const row of rows) {
    // A row past the bound in bytes comes without its text.
    if (deliveries.length === limit || row["record"] === null) break;
    deliveries.push(readDelivery(row));
  }
  return { deliveries, upTo: deliveries.at(-1)?.seq ?? from, more: deliveries.length < rows.length };
}

function readDelivery(row: Row): Delivery {
  const op = text(row, "op") as DeliveryOp;
  return {
    v: 1,
    seq: int(row, "seq"),
    articleId: text(row, "article_id"),
    revision: int(row, "revision"),
    op,
    article: op === "withdraw" ? null : readRecord(text(row, "record")),
    url: textOrNull(row, "url"),
    at: time(row, "at"),
  };
}
