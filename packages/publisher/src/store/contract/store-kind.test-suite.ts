import type { Article, Store } from "@caibian/schema";

/** What a Store holds of an article, told in one way for all kinds. */
export interface Held {
  readonly id: string;
  readonly revision: number;
  readonly status: string;
  /** Null where no text is left. */
  readonly title: string | null;
  /** The same of its body. */
  readonly text: string | null;
}

/** The wire to a Store's server, to be broken. */
export interface Wire {
  /** From now on the server is away. */
  cut(): Promise<void> | void;
  /** It is back, and answers at once. */
  resume(): Promise<void> | void;
  /** Each answer takes at least this long, in milliseconds. */
  slow(ms: number): Promise<void> | void;
}

/** One kind of Store, as the contract suite needs it. */
export interface StoreKind {
  readonly name: Store["type"];
  /**
   * `keyed`: one row an article, guarded by revision. `file`: one line a Delivery, once. `message`: at least once,
   * in order.
   */
  readonly sort: "keyed" | "file" | "message";
  /** An article that the kind's server refuses; where none refuses a single record, one that cannot be JSON. */
  readonly bad: (article: Article) => Article;
  /** Has the server refuse the bad article, where it would not by itself; called when the Store is open. */
  readonly refuseBad?: (store: Store) => Promise<void>;
  /** What becomes of a text in this kind. Default: nothing, it stays as it is. */
  readonly kept?: (text: string) => string;
  readonly setUp: () => Promise<void>;
  readonly tearDown: () => Promise<void>;
  /** A fresh, empty Store. */
  readonly fresh: () => Promise<Store>;
  /** Everything it was given, in its order. */
  readonly held: (store: Store) => Promise<readonly Held[]>;
  /** The same Store with credentials that its server refuses; null: this kind has none. */
  readonly withWrongCredentials: ((store: Store) => Store) | null;
  /** The wire to its server; null: no server. */
  readonly wire: (() => Wire) | null;
  /** Makes the target as an older version of ours left it, or a person with less; null: there is nothing to make. */
  readonly makeOlderTarget: ((store: Store) => Promise<void>) | null;
}

/** What a record's JSON says, or a row that has the record in its column `record`, for `held`. */
export function heldOf(row: Readonly<Record<string, unknown>>): Held {
  const { id, revision, status, title } = row;
  return {
    id: String(id),
    revision: Number(revision),
    status: String(status),
    title: typeof title === "string" ? title : null,
    text: textOf(row),
  };
}

function textOf(row: Readonly<Record<string, unknown>>): string | null {
  const record: unknown = "record" in row ? row["record"] : row;
  const read: unknown = typeof record === "string" ? JSON.parse(record) : record;
  if (typeof read !== "object" || read === null || !("text" in read)) return null;
  return typeof read.text === "string" ? read.text : null;
}

/** An article that cannot be JSON. */
export function circular(article: Article): Article {
  const bad: Record<string, unknown> = { ...article };
  bad["quality"] = { score: 1, fields: {}, flags: [bad] };
  return bad as unknown as Article;
}
