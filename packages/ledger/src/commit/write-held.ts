import type { Validators, VisitRef } from "@caibian/schema";

import type { PgClientLike } from "../pool/pg-pool.ts";
import { storable } from "../sql/storable.ts";

/** A change to a delivered article that is not made yet. */
export interface HeldWrite {
  readonly articleId: string;
  readonly leadId: string;
  readonly kind: "update" | "withdraw";
  readonly reason: string;
  readonly contentHash: string | null;
  /** The new record; its revision number is set when it is applied. */
  readonly record: string | null;
  readonly validators: Validators;
  readonly atMs: number;
}

/** Holds changes until the Visit ends; a newer one takes the place of an older one of the same article. */
export async function writeHeld(client: PgClientLike, visit: VisitRef, held: readonly HeldWrite[]): Promise<void> {
  if (held.length === 0) return;
  await client.query(
    `INSERT INTO held_change (state, visit_id, source_id, article_id, lead_id, kind, reason, content_hash, record, etag,
       last_modified, body_sha256, at)
     SELECT 'pending', $1::bigint, $2, row.* FROM unnest($3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[],
       $8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[]) AS row
     ON CONFLICT (article_id) DO UPDATE
       SET state = EXCLUDED.state, visit_id = EXCLUDED.visit_id, source_id = EXCLUDED.source_id,
         lead_id = EXCLUDED.lead_id, kind = EXCLUDED.kind, reason = EXCLUDED.reason,
         content_hash = EXCLUDED.content_hash, record = EXCLUDED.record, etag = EXCLUDED.etag,
         last_modified = EXCLUDED.last_modified, body_sha256 = EXCLUDED.body_sha256, at = EXCLUDED.at`,
    [
      visit.id,
      visit.sourceId,
      held.map((row) => row.articleId),
      held.map((row) => row.leadId),
      held.map((row) => row.kind),
      held.map((row) => row.reason),
      held.map((row) => row.contentHash),
      held.map((row) => row.record),
      held.map((row) => storable(row.validators.etag)),
      held.map((row) => storable(row.validators.lastModified)),
      held.map((row) => storable(row.validators.bodySha256)),
      held.map((row) => new Date(row.atMs)),
    ],
  );
}

/** Forgets held changes of articles that were seen as they are known. */
export async function dropHeldOf(client: PgClientLike, articleIds: readonly string[]): Promise<void> {
  if (articleIds.length === 0) return;
  await client.query("DELETE FROM held_change WHERE article_id = ANY($1::text[])", [articleIds]);
}
