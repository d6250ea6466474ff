import type { VisitRef } from "@caibian/schema";

import { urlKey } from "../frontier/frontier.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { text } from "../sql/read-row.ts";
import { storable } from "../sql/storable.ts";
import type { AdoptedPage } from "./adopt.ts";

/**
 * The ids of the pages' Leads, in order; those that are not there are made. A new one is `dead` until its page is
 * committed: if that never happens, nobody fetches what no list showed.
 */
export async function adoptLeads(
  pool: PgPoolLike,
  visit: VisitRef,
  pages: readonly AdoptedPage[],
): Promise<readonly string[]> {
  const keys = pages.map(({ page }) => urlKey(page.url));
  await pool.query(
    `INSERT INTO lead (source_id, url_key, url, found_on, anchor_text, state)
     SELECT $1, row.*, '', 'dead' FROM unnest($2::text[], $3::text[], $4::text[]) AS row
     ON CONFLICT (source_id, url_key) DO NOTHING`,
    [visit.sourceId, keys, pages.map(({ page }) => storable(page.url)), pages.map(({ foundOn }) => storable(foundOn))],
  );
  const { rows } = await pool.query("SELECT id, url_key FROM lead WHERE source_id = $1 AND url_key = ANY($2::text[])", [
    visit.sourceId,
    keys,
  ]);
  const ids = new Map(rows.map((row) => [text(row, "url_key"), text(row, "id")]));
  return keys.map((key) => ids.get(key) ?? "");
}
