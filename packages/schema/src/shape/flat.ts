import type { Article } from "../article.ts";
import { namesOf } from "./people.ts";
import type { Withdrawn } from "./withdrawn.ts";

/** What a cell may hold. */
export type FlatValue = string | number | boolean | null;

/** One column and where it comes from. Lists of names are joined by 、, of sections and places by ` / `, others by a blank. */
interface FlatColumn {
  readonly name: string;
  readonly of: (article: Article) => FlatValue;
}

const COLUMNS: readonly FlatColumn[] = [
  { name: "id", of: (article) => article.id },
  { name: "url", of: (article) => article.url },
  { name: "revision", of: (article) => article.revision },
  { name: "status", of: (article) => article.status },
  { name: "content_hash", of: (article) => article.contentHash },
  { name: "canonical_url", of: (article) => article.canonicalUrl },
  { name: "title", of: (article) => article.title },
  { name: "kicker", of: (article) => article.kicker },
  { name: "subtitle", of: (article) => article.subtitle },
  { name: "original_title", of: (article) => article.originalTitle },
  { name: "source_name", of: ({ source }) => source?.name ?? null },
  { name: "source_url", of: ({ source }) => source?.url ?? null },
  { name: "authors", of: (article) => namesOf(article, ["author", "reporter", "correspondent"]) },
  { name: "photographers", of: (article) => namesOf(article, ["photographer"]) },
  { name: "translators", of: (article) => namesOf(article, ["translator"]) },
  { name: "editors", of: (article) => namesOf(article, ["editor", "proofreader", "reviewer"]) },
  { name: "published_at", of: (article) => article.publishedAt },
  { name: "published_precision", of: (article) => article.publishedPrecision },
  { name: "updated_at", of: (article) => article.updatedAt },
  { name: "dateline_agency", of: ({ dateline }) => dateline?.agency ?? null },
  { name: "dateline_place", of: ({ dateline }) => dateline?.place ?? null },
  { name: "section", of: ({ section }) => joined(section, " / ") },
  { name: "region_code", of: ({ region }) => region?.code ?? null },
  { name: "region_name", of: ({ region }) => region?.name ?? null },
  { name: "region_zone", of: ({ region }) => region?.zone ?? null },
  { name: "region_path", of: ({ region }) => joined(region?.path ?? [], " / ") },
  { name: "text", of: (article) => article.text },
  { name: "image_urls", of: ({ images }) => joined(images.map(({ url }) => url)) },
  { name: "language", of: (article) => article.language },
  { name: "site_host", of: ({ site }) => site.host },
  { name: "site_name", of: ({ site }) => site.name },
  { name: "site_icp", of: ({ site }) => site.icp },
  { name: "rights_statement", of: ({ rights }) => rights.statement },
  { name: "reprint_forbidden", of: ({ rights }) => rights.reprintForbidden },
  { name: "cluster_id", of: ({ cluster }) => cluster?.id ?? null },
  { name: "cluster_first", of: ({ cluster }) => cluster?.first ?? null },
  { name: "quality_score", of: ({ quality }) => quality.score },
  { name: "quality_flags", of: ({ quality }) => joined(quality.flags) },
  { name: "source_id", of: ({ provenance }) => provenance.sourceId },
  { name: "fetched_at", of: ({ provenance }) => provenance.fetchedAt },
];

/** The names of the columns, in their order. New ones come last. */
export const FLAT_COLUMNS: readonly string[] = COLUMNS.map(({ name }) => name);

/** One level of scalars in snake_case, every column always there: for SQL, Parquet and CSV. */
export function toFlat(article: Article): Record<string, FlatValue> {
  return Object.fromEntries(COLUMNS.map(({ name, of }) => [name, of(article)]));
}

/** What is left of a withdrawn article, flat. */
export function withdrawnFlat({ id, url, revision, at }: Withdrawn): Record<string, FlatValue> {
  return { id, url, revision, status: "withdrawn", at };
}

function joined(list: readonly string[], by = " "): string | null {
  return list.length === 0 ? null : list.join(by);
}
