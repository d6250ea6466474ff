import type { PageFacts, Validators, VisitRef } from "@caibian/schema";

import type { PgClientLike } from "../pool/pg-pool.ts";
import { storable } from "../sql/storable.ts";
import type { PageOutcome } from "./outcome.ts";

/** What a look makes of its Lead. */
export interface LeadWrite {
  readonly id: string;
  readonly state: "known" | "refused" | "dead";
  readonly articleId: string | null;
  readonly nextMs: number | null;
  readonly lookedMs: number;
  readonly isAstray: boolean;
  /** Null keeps those it has: what we hold is still what they stand for. */
  readonly validators: Validators | null;
}

/** Brings locked Leads up to date after a look. */
export async function writeLeads(client: PgClientLike, visit: VisitRef, leads: readonly LeadWrite[]): Promise<void> {
  await client.query(
    `UPDATE lead SET state = row.state, attempts = 0, article_id = coalesce(row.article_id, lead.article_id),
       next_at = row.next_at, looked_at = row.looked_at, looked_visit = $1, astray = row.astray,
       etag = CASE WHEN row.asks THEN row.etag ELSE lead.etag END,
       last_modified = CASE WHEN row.asks THEN row.last_modified ELSE lead.last_modified END,
       body_sha256 = CASE WHEN row.asks THEN row.body_sha256 ELSE lead.body_sha256 END,
       failure_code = NULL, failure_message = NULL
     FROM unnest($2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::boolean[],
       $8::boolean[], $9::text[], $10::text[], $11::text[])
       AS row (id, state, article_id, next_at, looked_at, astray, asks, etag, last_modified, body_sha256)
     WHERE lead.id = row.id`,
    [
      visit.id,
      leads.map((row) => row.id),
      leads.map((row) => row.state),
      leads.map((row) => row.articleId),
      leads.map((row) => (row.nextMs === null ? null : new Date(row.nextMs))),
      leads.map((row) => new Date(row.lookedMs)),
      leads.map((row) => row.isAstray),
      leads.map((row) => row.validators !== null),
      leads.map((row) => storable(row.validators?.etag ?? null)),
      leads.map((row) => storable(row.validators?.lastModified ?? null)),
      leads.map((row) => storable(row.validators?.bodySha256 ?? null)),
    ],
  );
}

/** Keeps the facts of every Page: where its raw bytes lie and what became of it. */
export async function writePages(
  client: PgClientLike,
  visit: VisitRef,
  pages: readonly { readonly page: PageFacts; readonly leadId: string; readonly articleId: string | null }[],
): Promise<void> {
  await client.query(
    `INSERT INTO page (visit_id, source_id, lead_id, url, final_url, status, sha256, body_bytes, charset, warc_file,
       warc_offset, fetched_at, article_id)
     SELECT $1::bigint, $2, row.* FROM unnest($3::bigint[], $4::text[], $5::text[], $6::smallint[], $7::text[],
       $8::integer[], $9::text[], $10::text[], $11::bigint[], $12::timestamptz[], $13::text[]) AS row`,
    [
      visit.id,
      visit.sourceId,
      pages.map((row) => row.leadId),
      pages.map(({ page }) => storable(page.url)),
      pages.map(({ page }) => storable(page.finalUrl)),
      pages.map(({ page }) => page.status),
      pages.map(({ page }) => page.sha256),
      pages.map(({ page }) => page.bodyBytes),
      pages.map(({ page }) => page.charset),
      pages.map(({ page }) => page.warc?.file ?? null),
      pages.map(({ page }) => page.warc?.offset ?? null),
      pages.map(({ page }) => page.fetchedAt),
      pages.map((row) => row.articleId),
    ],
  );
}

/** Forgets why Leads were refused that made a record since. */
export async function dropRefusals(client: PgClientLike, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return;
  await client.query("DELETE FROM refused_page WHERE lead_id = ANY($1::bigint[])", [leadIds]);
}

/** Keeps why no record could be made; a Lead has one reason at a time. */
export async function writeRefusals(
  client: PgClientLike,
  visit: VisitRef,
  refused: readonly PageOutcome[],
): Promise<void> {
  if (refused.length === 0) return;
  await client.query(
    `INSERT INTO refused_page (source_id, lead_id, url, code, message, at)
     SELECT DISTINCT ON (row.lead_id) $1, row.* FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[],
       $6::timestamptz[]) AS row (lead_id, url, code, message, at) ORDER BY row.lead_id, row.at DESC
     ON CONFLICT (lead_id) DO UPDATE
       SET url = EXCLUDED.url, code = EXCLUDED.code, message = EXCLUDED.message, at = EXCLUDED.at`,
    [
      visit.sourceId,
      refused.map((outcome) => outcome.leadId),
      refused.map((outcome) => storable(outcome.page.url)),
      refused.map(({ result }) => (result.kind === "refused" ? result.code : "E_GONE")),
      refused.map(({ result }) =>
        result.kind === "refused" ? storable(result.message) : "the page was gone before it was read once",
      ),
      refused.map((outcome) => outcome.page.fetchedAt),
    ],
  );
}
