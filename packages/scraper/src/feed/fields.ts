import type { XmlElement } from "../xml/read-xml.ts";

/** A field of a story, and how much its element is preferred over others of the same field: 0 most. */
export interface FieldRule {
  readonly field: "title" | "link" | "id" | "published" | "updated" | "author" | "summary";
  readonly rank: number;
}

/** Vocabularies that feeds mix in, by what their namespace URI or, undeclared, their usual prefix says. */
export type Vocabulary = "core" | "dc" | "dcterms" | "media" | "itunes" | "content" | "xhtml" | "other";

const NAMESPACES: readonly (readonly [RegExp, Vocabulary])[] = [
  [/purl\.org\/dc\/elements/, "dc"],
  [/purl\.org\/dc\/terms/, "dcterms"],
  [/search\.yahoo\.com\/mrss/, "media"],
  [/itunes\.(?:com|apple)|example\.com\/dtds\/podcast/, "itunes"],
  [/purl\.org\/rss\/1\.0\/modules\/content/, "content"],
  [/w3\.org\/1999\/xhtml/, "xhtml"],
  [
    /w3\.org\/2005\/atom|purl\.org\/atom|purl\.org\/net\/rss1\.1|purl\.org\/rss\/1\.0\/$|netscape\.com|userland\.com/,
    "core",
  ],
];
const PREFIXES: ReadonlyMap<string, Vocabulary> = new Map([
  ["", "core"],
  ["atom", "core"],
  ["rss", "core"],
  ["dc", "dc"],
  ["dcterms", "dcterms"],
  ["media", "media"],
  ["itunes", "itunes"],
  ["content", "content"],
  ["xhtml", "xhtml"],
]);

const FIELDS: ReadonlyMap<string, FieldRule> = new Map(
  Object.entries({
    "core title": ["title", 0],
    "dc title": ["title", 1],
    "media title": ["title", 2],
    "core link": ["link", 0],
    "core a": ["link", 1],
    "core guid": ["id", 0],
    "core id": ["id", 0],
    "dc identifier": ["id", 1],
    "core pubdate": ["published", 0],
    "core published": ["published", 0],
    "core issued": ["published", 0],
    "core date": ["published", 2],
    "dc date": ["published", 2],
    "dcterms issued": ["published", 1],
    "dcterms created": ["published", 3],
    "core created": ["published", 3],
    "core updated": ["updated", 0],
    "core modified": ["updated", 0],
    "core lastmod": ["updated", 0],
    "dcterms modified": ["updated", 1],
    "core author": ["author", 0],
    "dc creator": ["author", 1],
    "dc author": ["author", 1],
    "core creator": ["author", 1],
    "itunes author": ["author", 2],
    "core summary": ["summary", 0],
    "core description": ["summary", 0],
    "core abstract": ["summary", 0],
    "dc description": ["summary", 2],
    "itunes summary": ["summary", 2],
    "content encoded": ["summary", 3],
    "core content": ["summary", 3],
    "core fullitem": ["summary", 3],
    "xhtml body": ["summary", 3],
    "core body": ["summary", 3],
    "media description": ["summary", 4],
  } satisfies Record<string, readonly [FieldRule["field"], number]>).map(([key, [field, rank]]) => [
    key,
    { field, rank },
  ]),
);

/** The field that an element of a story fills, or null. */
export function fieldOf(element: Pick<XmlElement, "name" | "prefix" | "namespace">): FieldRule | null {
  return FIELDS.get(`${vocabularyOf(element)} ${element.name}`) ?? null;
}

function vocabularyOf({ prefix, namespace }: Pick<XmlElement, "prefix" | "namespace">): Vocabulary {
  for (const [pattern, vocabulary] of NAMESPACES) if (pattern.test(namespace)) return vocabulary;
  // A default namespace that nobody knows is what someone called RSS.
  return PREFIXES.get(prefix) ?? "other";
}
