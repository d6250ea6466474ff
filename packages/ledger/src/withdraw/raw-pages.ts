import type { WarcPosition } from "@caibian/schema";

import type { PgPoolLike } from "../pool/pg-pool.ts";
import { int, text } from "../sql/read-row.ts";
import { inTransaction } from "../sql/transaction.ts";
import { writeAudit } from "./audit.ts";
import { lockLeadsOf, RAW_ERASED } from "./erase-text.ts";
import type { Order } from "./orders.ts";

// Pages of a Lead's story that made no record hold its text as well; those of another article do not.
const PAGES_OF = `SELECT id FROM page WHERE article_id = ANY ($1::text[])
  UNION SELECT page.id FROM page JOIN lead ON lead.id = page.lead_id
    WHERE page.article_id IS NULL AND lead.article_id = ANY ($1::text[])`;

/** Where the raw pages of articles lie, further pages of paged stories and earlier looks included. */
export async function listRawPages(
  pool: Pick<PgPoolLike, "query">,
  articleIds: readonly string[],
): Promise<readonly WarcPosition[]> {
  const { rows } = await pool.query(
    `SELECT DISTINCT warc_file, warc_offset FROM page
     WHERE warc_file IS NOT NULL AND id IN (${PAGES_OF}) ORDER BY warc_file, warc_offset`,
    [articleIds],
  );
  return rows.map((row) => ({ file: text(row, "warc_file"), offset: int(row, "warc_offset") }));
}

/**
 * Forgets where raw pages of articles lay that are erased now, and keeps who wanted it. The pages of those that a person
 * took down are not asked for again, or the next look would keep them anew.
 */
export function forgetRawPages(
  pool: PgPoolLike,
  articleIds: readonly string[],
  erased: readonly WarcPosition[],
  order: Order,
): Promise<void> {
  return inTransaction(pool, async (client) => {
    await lockLeadsOf(client, articleIds);
    await client.query(
      `UPDATE lead SET state = 'dead', next_at = NULL, failure_code = '${RAW_ERASED}',
         failure_message = 'its raw pages were erased on request', etag = NULL, last_modified = NULL, body_sha256 = NULL
       WHERE article_id IN (SELECT id FROM article WHERE id = ANY ($1::text[]) AND taken_down)`,
      [articleIds],
    );
    const { rows } = await client.query(
      `UPDATE page SET warc_file = NULL, warc_offset = NULL
       FROM unnest($2::text[], $3::bigint[]) AS gone (file, "offset")
       WHERE warc_file = gone.file AND warc_offset = gone."offset" AND id IN (${PAGES_OF}) RETURNING id`,
      [articleIds, erased.map(({ file }) => file), erased.map(({ offset }) => offset)],
    );
    const outcome = `${String(rows.length)} raw pages erased`;
    await writeAudit(client, order, { action: "erase-raw", articleIds, outcome });
  });
}

/** Has the pages of articles looked at again that came back. */
export async function askAgain(client: Pick<PgPoolLike, "query">, articleIds: readonly string[]): Promise<void> {
  await client.query(
    `UPDATE lead SET state = 'known', next_at = now(), failure_code = NULL, failure_message = NULL
     WHERE article_id = ANY ($1::text[]) AND failure_code = '${RAW_ERASED}'`,
    [articleIds],
  );
}
