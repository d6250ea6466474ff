import type { DeliveryOp } from "@caibian/schema";

import type { PgClientLike } from "../pool/pg-pool.ts";
import { int } from "../sql/read-row.ts";

// "log!"
const LOG_LOCK = 0x6c6f6721;

/** One row for the log, with the number it was given. */
export interface LogEntry {
  readonly seq: number;
  readonly articleId: string;
  readonly shard: number;
  readonly revision: number;
  readonly op: DeliveryOp;
  readonly hash: string;
  /** With `withdraw`: a takedown. Default false. */
  readonly erase?: boolean;
}

/**
 * The last step of a commit begins here: takes the log's lock, held until the transaction ends, and then `count`
 * numbers. So the order of numbers is the order of commits, and `seq > cursor` misses nothing.
 */
export async function takeNumbers(client: PgClientLike, count: number): Promise<readonly number[]> {
  if (count === 0) return [];
  // A number is given per joined row, so never before the lock's row is there.
  const { rows } = await client.query(
    `WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock($1))
     SELECT nextval('article_log_seq') AS seq FROM held, generate_series(1, $2)`,
    [LOG_LOCK, count],
  );
  return rows.map((row) => int(row, "seq")).sort((a, b) => a - b);
}

/** Appends the rows. Only between `takeNumbers` and the commit. */
export async function appendLog(client: PgClientLike, entries: readonly LogEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await client.query(
    `INSERT INTO article_log (seq, shard, article_id, revision, op, hash, erase, at)
     SELECT e.*, clock_timestamp()
     FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::integer[], $5::text[], $6::text[],
       $7::boolean[]) AS e`,
    [
      entries.map((entry) => entry.seq),
      entries.map((entry) => entry.shard),
      entries.map((entry) => entry.articleId),
      entries.map((entry) => entry.revision),
      entries.map((entry) => entry.op),
      entries.map((entry) => entry.hash),
      entries.map((entry) => entry.erase === true),
    ],
  );
}
