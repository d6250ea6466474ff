/** How a field is indexed, as a mapping says it. */
export interface Field {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** Longer values stay in the document and are not indexed: Lucene takes no term above 32 766 bytes. */
const KEYWORD: Field = { type: "keyword", ignore_above: 2_048 };
const DATE: Field = { type: "date" };

/** The fields of a document. The whole record lies beside them, kept and not indexed. */
export function fieldsOf(analyzer: string): Readonly<Record<string, Field>> {
  const text: Field = { type: "text", analyzer };
  return {
    // A copy of `_id`, which may not be sorted by.
    article_id: KEYWORD,
    url: KEYWORD,
    revision: { type: "integer" },
    status: KEYWORD,
    title: { ...text, fields: { keyword: { type: "keyword", ignore_above: 256 } } },
    text,
    source: KEYWORD,
    region: KEYWORD,
    section: KEYWORD,
    language: KEYWORD,
    host: KEYWORD,
    published_at: DATE,
    updated_at: DATE,
    content_hash: KEYWORD,
    committed_at: DATE,
    record: { type: "object", enabled: false },
  };
}

/** The body that makes the index behind an alias. Fields that we do not name are kept and not indexed. */
export function indexBody(alias: string, analyzer: string): string {
  return JSON.stringify({
    mappings: { dynamic: false, properties: fieldsOf(analyzer) },
    aliases: { [alias]: { is_write_index: true } },
  });
}

/** What an index lacks, and what it has in another way. */
export interface Drift {
  readonly missing: Readonly<Record<string, Field>>;
  /** `revision: expected integer, got text`. */
  readonly conflicts: readonly string[];
}

/** Compares an index's fields with ours. A person may index a field better, so only its type counts. */
export function driftOf(there: Readonly<Record<string, { readonly type?: string }>>, analyzer: string): Drift {
  const missing: Record<string, Field> = {};
  const conflicts: string[] = [];
  for (const [name, field] of Object.entries(fieldsOf(analyzer))) {
    const found = there[name];
    if (found === undefined) missing[name] = field;
    // An object is told without its type.
    else if ((found.type ?? "object") !== field.type)
      conflicts.push(`${name}: expected ${field.type}, got ${found.type ?? "object"}`);
  }
  return { missing, conflicts };
}
