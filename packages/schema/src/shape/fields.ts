import type { Article } from "../article.ts";
import { FLAT_COLUMNS } from "./flat.ts";
import type { RecordShape } from "./record.ts";

/** What every record of a shape has, whatever fields were asked for: what tells records and revisions apart. */
export const ALWAYS_THERE: Readonly<Record<RecordShape, readonly string[]>> = {
  full: ["v", "id", "url", "revision", "status", "contentHash"],
  ninjs: ["uri", "standard", "altIds", "type", "version", "pubStatus"],
  "schema.org": ["@context", "@type", "url", "identifier", "version", "creativeWorkStatus"],
  flat: ["id", "url", "revision", "status", "content_hash"],
};

// A record, so that a field that the Article gets and this does not is an error of the compiler.
const ARTICLE_FIELDS: Readonly<Record<keyof Article, true>> = {
  v: true,
  id: true,
  url: true,
  canonicalUrl: true,
  revision: true,
  contentHash: true,
  status: true,
  title: true,
  kicker: true,
  subtitle: true,
  originalTitle: true,
  source: true,
  credits: true,
  publishedAt: true,
  publishedPrecision: true,
  updatedAt: true,
  dateline: true,
  section: true,
  region: true,
  blocks: true,
  text: true,
  images: true,
  language: true,
  site: true,
  rights: true,
  fingerprint: true,
  cluster: true,
  removed: true,
  contacts: true,
  quality: true,
  provenance: true,
};

/** The top-level names that a record of a shape may have. */
export const FIELDS_OF: Readonly<Record<RecordShape, readonly string[]>> = {
  full: Object.keys(ARTICLE_FIELDS),
  ninjs: [
    ...ALWAYS_THERE.ninjs,
    "language",
    "contentCreated",
    "firstCreated",
    "versionCreated",
    "headlines",
    "bodies",
    "by",
    "located",
    "infoSources",
    "places",
    "usageTerms",
    "associations",
  ],
  "schema.org": [
    ...ALWAYS_THERE["schema.org"],
    "mainEntityOfPage",
    "headline",
    "alternativeHeadline",
    "articleBody",
    "inLanguage",
    "datePublished",
    "dateModified",
    "author",
    "publisher",
    "image",
    "articleSection",
    "contentLocation",
    "usageInfo",
  ],
  flat: FLAT_COLUMNS,
};

/** Those of the names that no record of this shape has. */
export function unknownFields(fields: readonly string[], shape: RecordShape): readonly string[] {
  return fields.filter((name) => !FIELDS_OF[shape].includes(name));
}
