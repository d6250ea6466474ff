import type { Article } from "@caibian/schema";

/** What the books compare with the page. */
export type StoreText = Pick<Article, "title" | "text"> & Partial<Article>;

/** One record as a Store holds it. */
export interface StoreRecord {
  /** Article id. */
  readonly id: string;
  readonly url: string | null;
  readonly revision: number;
  readonly status: string;
  /** Null for a withdrawal, which carries no text. */
  readonly record: StoreText | null;
}

/** Everything that one Store holds, in its own order. */
export interface StoreReading {
  readonly name: string;
  /** `message` Stores may repeat a delivery; `keyed` and `file` Stores may not. */
  readonly kind: "keyed" | "file" | "message";
  /** How often history was sent to it once more on purpose: a file holds a revision as often again. Default 0. */
  readonly resent?: number;
  readonly records: readonly StoreRecord[];
}

/** Makes a StoreRecord of a parsed line or body: an Article, or a withdrawal's `{id, url, revision, status}`. */
export function recordOf(value: unknown): StoreRecord {
  if (typeof value !== "object" || value === null)
    throw new TypeError(`Expected a record, got ${JSON.stringify(value)}`);
  const { id, url, revision, status } = value as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || typeof revision !== "number")
    throw new TypeError(`Expected a record with id and revision, got ${JSON.stringify(value).slice(0, 200)}`);
  return {
    id,
    url: typeof url === "string" ? url : null,
    revision,
    status: typeof status === "string" ? status : "usable",
    record: "title" in value ? (value as Article) : null,
  };
}
