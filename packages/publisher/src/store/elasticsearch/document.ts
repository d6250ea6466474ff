import type { Delivery } from "@caibian/schema";

import { rowOf } from "../keyed/row.ts";

/** A document as the two lines of a bulk request that write it, or why there can be none. */
export type BulkLines = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/**
 * The lines for one Delivery. The revision is the document's external version: an older one is refused by the server,
 * also after a withdrawal, which is a document without text and not a deletion: a deleted document's version is
 * forgotten after a minute.
 *
 * @param options `isRepair`: an equal revision is written again. `hasText`: the body is searched
 */
export function bulkLinesOf(
  delivery: Delivery,
  { isRepair, hasText }: { readonly isRepair: boolean; readonly hasText: boolean },
): BulkLines {
  const made = rowOf(delivery);
  if (!made.ok) return made;
  const { row } = made;
  const { article } = delivery;
  const action = {
    index: { _id: row.id, version: row.revision, version_type: isRepair ? "external_gte" : "external" },
  };
  const fields = {
    article_id: row.id,
    url: row.url,
    revision: row.revision,
    status: row.status,
    title: row.title,
    source: row.source,
    region: row.region,
    published_at: row.publishedAt,
    updated_at: row.updatedAt,
    content_hash: row.contentHash,
    committed_at: row.at,
  };
  // The record is text already: it is not made twice.
  const text =
    row.record === null || article === null
      ? JSON.stringify(fields)
      : `${JSON.stringify({
          ...fields,
          ...(hasText && { text: article.text }),
          section: article.section,
          language: article.language,
          host: article.site.host,
        }).slice(0, -1)},"record":${row.record}}`;
  return { ok: true, text: `${JSON.stringify(action)}\n${text}\n` };
}
