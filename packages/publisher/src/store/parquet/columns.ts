import { toBeijing, type Article, type Delivery } from "@caibian/schema";
import type { SchemaElement } from "hyparquet-writer";

/** One row of a parquet file: an article's revision, or the tombstone of one (`status` withdrawn, no text). */
export interface ParquetRow {
  readonly id: string;
  readonly url: string | null;
  readonly revision: number;
  readonly status: string;
  readonly title: string | null;
  readonly source: string | null;
  /** GB/T 2260 code. */
  readonly region: string | null;
  readonly section: string | null;
  readonly language: string | null;
  readonly host: string | null;
  readonly source_id: string | null;
  /** ISO 8601; a timestamp in the file. */
  readonly published_at: string | null;
  readonly updated_at: string | null;
  /** When the ledger committed the revision. */
  readonly committed_at: string;
  readonly content_hash: string | null;
  readonly text: string | null;
  /** The whole record as JSON, in the Store's shape. */
  readonly record: string;
}

/** What a column is in the file. */
export type ColumnKind = "text" | "number" | "time";

/** The columns, in the file's order. */
export const COLUMNS: Readonly<Record<keyof ParquetRow, ColumnKind>> = {
  id: "text",
  url: "text",
  revision: "number",
  status: "text",
  title: "text",
  source: "text",
  region: "text",
  section: "text",
  language: "text",
  host: "text",
  source_id: "text",
  published_at: "time",
  updated_at: "time",
  committed_at: "time",
  content_hash: "text",
  text: "text",
  record: "text",
};

/** Columns that are never null. */
export const REQUIRED: ReadonlySet<string> = new Set(["id", "revision", "status", "committed_at", "record"]);

/** The schema of every file, whatever its rows: readers of a folder find the same columns in each. */
export function parquetSchema(): SchemaElement[] {
  const columns = Object.entries(COLUMNS).map(([name, kind]): SchemaElement => {
    const repetition_type = REQUIRED.has(name) ? "REQUIRED" : "OPTIONAL";
    if (kind === "number") return { name, type: "INT32", repetition_type };
    if (kind === "time") return { name, type: "INT64", converted_type: "TIMESTAMP_MILLIS", repetition_type };
    return { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type };
  });
  return [{ name: "root", num_children: columns.length }, ...columns];
}

/** The row that a Delivery makes, around its record's text. Without `hasText` the body is in no column of its own. */
export function parquetRowOf(delivery: Delivery, record: string, hasText = true): ParquetRow {
  const { articleId: id, url, revision, at } = delivery;
  const article = delivery.op === "withdraw" ? null : delivery.article;
  const row = { id, url, revision, ...contentOf(article), committed_at: at, record };
  return hasText ? row : { ...row, text: null };
}

/** The day in China under which a row lies: the day it was committed, so that old files stay as they are. */
export function dayOf(row: Pick<ParquetRow, "committed_at">): string {
  return toBeijing(Date.parse(row.committed_at)).slice(0, 10);
}

function contentOf(article: Article | null): Omit<ParquetRow, "id" | "url" | "revision" | "committed_at" | "record"> {
  return {
    status: article?.status ?? "withdrawn",
    title: article?.title ?? null,
    source: article?.source?.name ?? null,
    region: article?.region?.code ?? null,
    section: article === null || article.section.length === 0 ? null : article.section.join(" > "),
    language: article?.language ?? null,
    host: article?.site.host ?? null,
    source_id: article?.provenance.sourceId ?? null,
    published_at: article?.publishedAt ?? null,
    updated_at: article?.updatedAt ?? null,
    content_hash: article?.contentHash ?? null,
    text: article?.text ?? null,
  };
}
