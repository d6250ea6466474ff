import type { HeldRecord } from "@caibian/schema";

/** Rows of one page of an inventory. */
export const INVENTORY_PAGE = 1_000;

/** What an inventory reads of a row; the columns' own names. */
export interface InventoryRow {
  readonly id: string;
  /** PostgreSQL gives a bigint as text, in a table that a person made. */
  readonly revision: number | string;
  readonly status: string;
  readonly content_hash: string | null;
}

/**
 * Everything in a table, page by page in the order of ids: no cursor stays open on the server, and what is written
 * meanwhile is there or not.
 *
 * @param readPage the rows after this id, at most `INVENTORY_PAGE`
 */
export async function* inventoryOf(
  readPage: (after: string) => Promise<readonly InventoryRow[]>,
): AsyncIterable<readonly HeldRecord[]> {
  let after = "";
  for (;;) {
    const rows = await readPage(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ id, revision, status, content_hash: contentHash }) => ({
      articleId: id,
      revision: Number(revision),
      status,
      contentHash,
    }));
    if (rows.length < INVENTORY_PAGE) return;
    after = last.id;
  }
}
