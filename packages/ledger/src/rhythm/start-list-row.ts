import type { ListVerdict } from "@caibian/schema";

import { LedgerError } from "../errors.ts";
import type { PgClientLike } from "../pool/pg-pool.ts";
import { epochMs, epochMsOrNull, int, text, textOrNull, type Row } from "../sql/read-row.ts";
import type { Rhythm } from "./rhythm.ts";

/** What the ledger keeps of a start list. */
export interface StartList {
  readonly url: string;
  readonly rhythm: Rhythm;
  /** Last reading that went well, epoch milliseconds. */
  readonly readMs: number | null;
  readonly nextReadMs: number | null;
  /** When the list last brought something new. */
  readonly newestMs: number | null;
  readonly hadLeads: boolean;
  readonly verdict: ListVerdict | null;
  /** First of the `readings` in a row that had this verdict. */
  readonly verdictSinceMs: number | null;
  readonly readings: number;
  readonly trouble: { readonly code: string; readonly message: string } | null;
}

/** A row of `start_list`. */
export function readStartList(row: Row): StartList {
  const code = textOrNull(row, "trouble_code");
  return {
    url: text(row, "url"),
    rhythm: {
      counts: numbers(row, "counts"),
      weeks: number(row, "weeks"),
      bunches: number(row, "bunches"),
      found: number(row, "found"),
      expected: number(row, "expected"),
      watchedMs: epochMs(row, "watched_at"),
    },
    readMs: epochMsOrNull(row, "read_at"),
    nextReadMs: epochMsOrNull(row, "next_read_at"),
    newestMs: epochMsOrNull(row, "newest_at"),
    hadLeads: row["had_leads"] === true,
    // The column's check lets nothing else in.
    verdict: textOrNull(row, "verdict") as ListVerdict | null,
    verdictSinceMs: epochMsOrNull(row, "verdict_since"),
    readings: int(row, "readings"),
    trouble: code === null ? null : { code, message: textOrNull(row, "trouble") ?? "" },
  };
}

/** Writes everything of a start list but its URL. */
export async function writeStartList(
  client: PgClientLike,
  key: { readonly sourceId: string; readonly urlKey: string },
  list: StartList,
): Promise<void> {
  const { rhythm } = list;
  await client.query(
    `UPDATE start_list SET counts = $3, weeks = $4, bunches = $5, found = $6, expected = $7, watched_at = $8,
       read_at = $9, next_read_at = $10, newest_at = $11, had_leads = $12, verdict = $13, verdict_since = $14,
       readings = $15, trouble_code = $16, trouble = $17
     WHERE source_id = $1 AND url_key = $2`,
    [
      key.sourceId,
      key.urlKey,
      rhythm.counts.map(Math.fround),
      rhythm.weeks,
      rhythm.bunches,
      rhythm.found,
      rhythm.expected,
      new Date(rhythm.watchedMs),
      dateOrNull(list.readMs),
      dateOrNull(list.nextReadMs),
      dateOrNull(list.newestMs),
      list.hadLeads,
      list.verdict,
      dateOrNull(list.verdictSinceMs),
      list.readings,
      list.trouble?.code ?? null,
      list.trouble?.message ?? null,
    ],
  );
}

function dateOrNull(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw unexpected(column, value);
  return value;
}

function numbers(row: Row, column: string): readonly number[] {
  const value = row[column];
  if (!Array.isArray(value) || !value.every((one) => typeof one === "number")) throw unexpected(column, value);
  return value;
}

function unexpected(column: string, value: unknown): LedgerError {
  return new LedgerError({
    code: "E_LEDGER_ROW",
    what: "a row of the ledger is not as expected",
    where: column,
    why: `expected numbers, got ${JSON.stringify(value)?.slice(0, 100)}`,
  });
}
