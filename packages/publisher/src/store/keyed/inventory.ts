import type { Delivery, HeldRecord } from "@caibian/schema";

import { contentDigest } from "../content-digest.ts";
import { rowOf, type ArticleRow } from "./row.ts";

/** Rows of one page of an inventory without their records. */
export const INVENTORY_PAGE = 1_000;
/** With their records, which may be large. */
export const RECORDS_PAGE = 200;
/** Columns that a table's inventory reads: what each row says of itself, and what it holds. */
export const RECORD_COLUMNS = "id, revision, status, content_hash, url, title, source, region, record";

/** What an inventory reads of a row; the columns' own names. */
export interface InventoryRow {
  readonly id: string;
  /** PostgreSQL gives a bigint as text, in a table that a person made. */
  readonly revision: number | string;
  readonly status: string;
  readonly content_hash: string | null;
}

/** A row with what it holds. */
export interface RecordRow extends InventoryRow {
  readonly url: string | null;
  readonly title: string | null;
  readonly source: string | null;
  readonly region: string | null;
  /** Text, or what a driver has read of it. */
  readonly record: unknown;
}

/** The digest of a table's row as it is held. */
export function heldDigest(row: RecordRow): string | null {
  return row.record === null ? null : digestOfRow(row);
}

/** The digest of the row that a Delivery makes; null where it makes none, or a withdrawn one. */
export function rowDigest(delivery: Delivery): string | null {
  const made = rowOf(delivery);
  return made.ok && made.row.record !== null ? digestOfRow(made.row) : null;
}

function digestOfRow({ url, title, source, region, record }: RecordRow | ArticleRow): string {
  return contentDigest(record, [url, title, source, region]);
}

/**
 * Everything in a table, page by page in the order of ids: no cursor stays open on the server, and what is written
 * meanwhile is there or not.
 *
 * @param readPage the rows after this id, at most `size`
 */
export async function* inventoryOf<Row extends InventoryRow>(
  readPage: (after: string) => Promise<readonly Row[]>,
  options: { readonly size: number; readonly digest?: (row: Row) => string | null },
): AsyncIterable<readonly HeldRecord[]> {
  const { size, digest } = options;
  let after = "";
  for (;;) {
    const rows = await readPage(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map((row) => ({
      articleId: row.id,
      revision: Number(row.revision),
      status: row.status,
      contentHash: row.content_hash,
      ...(digest !== undefined && { digest: digest(row) }),
    }));
    if (rows.length < size) return;
    after = last.id;
  }
}
