import type { Delivery } from "@caibian/schema";

import { recordText } from "../record-text.ts";

/** One article in a table of a keyed Store. A withdrawn one keeps its id, url and revision alone. */
export interface ArticleRow {
  readonly id: string;
  readonly url: string | null;
  readonly revision: number;
  readonly status: string;
  readonly title: string | null;
  readonly source: string | null;
  readonly region: string | null;
  readonly publishedAt: string | null;
  readonly updatedAt: string | null;
  readonly contentHash: string | null;
  /** When the ledger committed this revision. */
  readonly at: string;
  readonly record: string | null;
}

/** The columns of a keyed Store's table, in the order in which `valuesOf` gives them. */
export const COLUMN_NAMES = [
  "id",
  "url",
  "revision",
  "status",
  "title",
  "source",
  "region",
  "published_at",
  "updated_at",
  "content_hash",
  "committed_at",
  "record",
] as const;

/** A column of a keyed Store's table. */
export type ColumnName = (typeof COLUMN_NAMES)[number];

/** What is bound for one column. */
export type Value = string | number | null;

/** A row, or why there cannot be one. */
export type RowResult =
  | { readonly ok: true; readonly row: ArticleRow }
  | { readonly ok: false; readonly reason: string };

/** The row that a Delivery makes. */
export function rowOf(delivery: Delivery): RowResult {
  const { articleId: id, url, revision, at, article } = delivery;
  if (article === null || delivery.op === "withdraw") {
    const empty = { title: null, source: null, region: null, publishedAt: null, updatedAt: null, contentHash: null };
    return { ok: true, row: { id, url, revision, status: "withdrawn", ...empty, at, record: null } };
  }
  const record = recordText(delivery);
  if (!record.ok) return record;
  const row: ArticleRow = {
    id,
    url: article.url,
    revision,
    status: article.status,
    title: article.title,
    source: article.source?.name ?? null,
    region: article.region?.code ?? null,
    publishedAt: article.publishedAt,
    updatedAt: article.updatedAt,
    contentHash: article.contentHash,
    at,
    record: record.text,
  };
  return { ok: true, row };
}

/** The row's values in the order of `COLUMN_NAMES`. */
export function valuesOf(row: ArticleRow): readonly Value[] {
  const { id, url, revision, status, title, source, region, publishedAt, updatedAt, contentHash, at, record } = row;
  return [id, url, revision, status, title, source, region, publishedAt, updatedAt, contentHash, at, record];
}
