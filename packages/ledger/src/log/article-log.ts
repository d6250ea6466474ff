import type {
  ArticleLog,
  Claim,
  Cursor,
  DeadLetter,
  DeadLetterFilter,
  Delivery,
  EarlierRevision,
  LetterClaim,
  LogRange,
  LogRead,
  NewDeadLetter,
  RevisionKey,
  StoreLag,
} from "@caibian/schema";

import { readRecord } from "../commit/record.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { epochMsOrNull, int, text, textOrNull, type Row } from "../sql/read-row.ts";
import { letterLists, listDeadLetters } from "./dead-letters.ts";
import { rangeOf } from "./read-delivery.ts";
import { askedLetters, claimLetters, releaseLetters } from "./letter-claims.ts";
import { newestDeliveries } from "./current-articles.ts";
import { ADVANCE, BEHIND, CLAIM, CURRENT, EARLIER, END_TRY, followOf, LAG, MAKE_CURSOR } from "./statements.ts";

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

  async claim(storeId: string, shard: number): Promise<Claim | null> {
    const claim = { name: "caibian-claim", text: CLAIM, values: [storeId, shard] };
    const find = (): Promise<{ rows: Row[] }> => this.#pool.query(claim);
    let { rows } = await find();
    if (rows.length === 0) {
      const { rowCount } = await this.#pool.query(MAKE_CURSOR, [storeId, shard]);
      if (rowCount === 1) ({ rows } = await find());
    }
    const row = rows[0];
    if (row === undefined) return null;
    return {
      storeId,
      shard,
      seq: int(row, "seq"),
      base: int(row, "base"),
      attempts: int(row, "attempts"),
      failures: int(row, "failures"),
      othersMoved: row["others_moved"] === true,
    };
  }

  async endTry({ storeId, shard, seq, base }: Cursor, as: "failed" | "void"): Promise<void> {
    await this.#pool.query(END_TRY, [storeId, shard, seq, base, as === "failed"]);
  }

  async read({ cursor, limit, maxBytes }: LogRead): Promise<LogRange> {
    // One row more than asked for tells whether there is more.
    const most = limit + 1;
    if (cursor.seq < cursor.base) {
      const values = [cursor.shard, cursor.seq, most, maxBytes, cursor.base, cursor.storeId];
      const { rows } = await this.#pool.query(CURRENT, values);
      if (rows.length > 0) {
        const range = rangeOf(rows, limit, cursor.seq);
        // The last current article was read: what lies between it and `base` is history.
        if (range.more) return range;
        return { ...range, upTo: cursor.base, more: await this.#hasMore(cursor.shard, cursor.base) };
      }
    }
    const after = Math.max(cursor.seq, cursor.base);
    const values = [cursor.shard, after, maxBytes];
    const { rows } = await this.#pool.query({ name: followName(most, after), text: followOf(most), values });
    return rangeOf(rows, limit, after);
  }

  async advance(
    from: Cursor,
    upTo: number,
    deadLetters: readonly NewDeadLetter[],
    goesOn: boolean = false,
    took: boolean = true,
  ): Promise<boolean> {
    const { storeId, shard, seq, base } = from;
    const values = [storeId, shard, seq, base, upTo, goesOn, ...letterLists(deadLetters), took];
    const { rowCount } = await this.#pool.query({ name: "caibian-advance", text: ADVANCE, values });
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
    if (storeIds.length === 0) return [];
    const { rows } = await this.#pool.query(LAG, [storeIds]);
    const lags = new Map(rows.map((row) => [text(row, "store_id"), lagOf(row)]));
    return storeIds.map((storeId) => lags.get(storeId) ?? { storeId, behind: 0, news: 0, oldestMs: 0, deadLetters: 0 });
  }

  deadLetters(filter: DeadLetterFilter): Promise<readonly DeadLetter[]> {
    return listDeadLetters(this.#pool, filter);
  }

  async deadDelivery(id: number): Promise<Delivery | null> {
    const { rows } = await this.#pool.query("SELECT article_id FROM dead_letter WHERE id = $1", [id]);
    if (rows[0] === undefined) return null;
    const [delivery] = await newestDeliveries(this.#pool, [text(rows[0], "article_id")]);
    return delivery ?? null;
  }

  async askReplay(ids: readonly number[]): Promise<number> {
    const { rowCount } = await this.#pool.query(
      "UPDATE dead_letter SET replay_asked = true WHERE id = ANY($1::bigint[])",
      [ids],
    );
    return rowCount ?? 0;
  }

  askedReplays(after: number = 0): Promise<readonly number[]> {
    return askedLetters(this.#pool, after);
  }

  claimLetters(ids: readonly number[], claim: LetterClaim): Promise<readonly number[]> {
    return claimLetters(this.#pool, ids, claim);
  }

  releaseLetters(ids: readonly number[], holder: string): Promise<void> {
    return releaseLetters(this.#pool, ids, holder);
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

/** A new name, and so a new plan, each time the log is four times as long: one made for a tiny table suits no large one. */
function followName(limit: number, after: number): string {
  return `caibian-follow-${String(limit)}-${String(Math.floor(Math.log2(after + 1) / 2))}`;
}

function lagOf(row: Row): StoreLag {
  const oldest = epochMsOrNull(row, "oldest_at");
  const moved = epochMsOrNull(row, "moved_at");
  return {
    storeId: text(row, "store_id"),
    behind: int(row, "behind"),
    news: int(row, "news"),
    oldestMs: oldest === null ? 0 : Math.max(0, Date.now() - oldest),
    ...(moved !== null && { movedMs: Math.max(0, Date.now() - moved) }),
    deadLetters: int(row, "dead_letters"),
  };
}
