/** A field of a mapping. */
export interface MappedField {
  readonly type?: string;
  readonly [option: string]: unknown;
}

/** A document with the version that its writer gave it. */
export interface IndexedDocument {
  readonly version: number;
  readonly source: Readonly<Record<string, unknown>>;
}

/** An error as Elasticsearch says it, with its HTTP status. */
export interface SaidError {
  readonly status: number;
  readonly error: { readonly type: string; readonly reason: string };
}

/** Lucene's longest term. */
const MAX_TERM_BYTES = 32_766;
const BUILT_IN_ANALYZERS = new Set(["standard", "simple", "whitespace", "keyword", "cjk", "chinese", "english"]);
const TEXT_TYPES = new Set(["text", "keyword"]);

/** One index in memory: its mapping, its documents, and what a search sees of them since the last refresh. */
export class BulkIndex {
  readonly documents: Map<string, IndexedDocument> = new Map();
  readonly properties: Record<string, MappedField> = {};
  #searchable: readonly IndexedDocument[] = [];

  /** Adds fields. A field may get options, never another type. */
  putMapping(properties: Readonly<Record<string, MappedField>>): SaidError | null {
    for (const [name, field] of Object.entries(properties)) {
      const analyzer = field["analyzer"];
      if (typeof analyzer === "string" && !BUILT_IN_ANALYZERS.has(analyzer)) {
        const reason = `Failed to parse mapping: analyzer [${analyzer}] has not been configured in mappings`;
        return { status: 400, error: { type: "mapper_parsing_exception", reason } };
      }
      const there = this.properties[name]?.type;
      if (there !== undefined && there !== field.type) {
        const reason = `mapper [${name}] cannot be changed from type [${there}] to [${String(field.type)}]`;
        return { status: 400, error: { type: "illegal_argument_exception", reason } };
      }
      this.properties[name] = field;
    }
    return null;
  }

  /** Writes a document under external versioning. */
  put(id: string, version: number, type: string, source: IndexedDocument["source"]): SaidError | { status: number } {
    const refused = this.#refusal(source);
    if (refused !== null) return refused;
    const current = this.documents.get(id)?.version;
    if (current !== undefined && (type === "external_gte" ? current > version : current >= version)) {
      const than = type === "external_gte" ? "higher than" : "higher or equal to";
      const reason = `[${id}]: version conflict, current version [${current}] is ${than} the one provided [${version}]`;
      return { status: 409, error: { type: "version_conflict_engine_exception", reason } };
    }
    this.documents.set(id, { version, source });
    return { status: current === undefined ? 201 : 200 };
  }

  refresh(): void {
    this.#searchable = [...this.documents.values()];
  }

  /** Everything, sorted by one keyword field, after a value. */
  search(field: string, after: string | null, size: number): readonly IndexedDocument[] | SaidError {
    if (this.properties[field]?.type !== "keyword") {
      const reason = `No mapping found for [${field}] in order to sort on`;
      return { status: 400, error: { type: "search_phase_execution_exception", reason } };
    }
    const valueOf = (one: IndexedDocument): string => String(one.source[field]);
    return this.#searchable
      .filter((one) => after === null || valueOf(one) > after)
      .toSorted((a, b) => (valueOf(a) < valueOf(b) ? -1 : 1))
      .slice(0, size);
  }

  #refusal(source: IndexedDocument["source"]): SaidError | null {
    for (const [name, value] of Object.entries(source)) {
      const field = this.properties[name];
      if (field === undefined || value === null || field["enabled"] === false) continue;
      const why = whyNot(field, value);
      if (why === null) continue;
      const reason = `failed to parse field [${name}] of type [${String(field.type)}]: ${why}`;
      return { status: 400, error: { type: "document_parsing_exception", reason } };
    }
    return null;
  }
}

function whyNot(field: MappedField, value: unknown): string | null {
  if (field.type === "date" && Number.isNaN(Date.parse(String(value)))) return `failed to parse date ${String(value)}`;
  if (field.type === "integer" && !Number.isInteger(value)) return `For input string: ${String(value)}`;
  if (!TEXT_TYPES.has(field.type ?? "")) return null;
  const isBounded = field.type === "text" || field["ignore_above"] !== undefined;
  for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
    if (typeof one === "object") return "Can't get text on a START_OBJECT";
    if (!isBounded && typeof one === "string" && Buffer.byteLength(one) > MAX_TERM_BYTES) return "immense term";
  }
  return null;
}
