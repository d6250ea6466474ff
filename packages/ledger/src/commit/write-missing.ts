import type { VisitRef } from "@caibian/schema";

import type { PgClientLike } from "../pool/pg-pool.ts";

/** Marks articles as missing since a look, or takes the mark away where a look found them again. */
export async function writeMissing(
  client: PgClientLike,
  visit: VisitRef,
  marks: readonly { readonly id: string; readonly atMs: number | null }[],
): Promise<void> {
  if (marks.length === 0) return;
  await client.query(
    `UPDATE article SET missing_at = row.at, missing_visit = CASE WHEN row.at IS NULL THEN NULL ELSE $1::bigint END
     FROM unnest($2::text[], $3::timestamptz[]) AS row (id, at) WHERE article.id = row.id`,
    [visit.id, marks.map((mark) => mark.id), marks.map((mark) => (mark.atMs === null ? null : new Date(mark.atMs)))],
  );
}
