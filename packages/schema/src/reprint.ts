/** What tells a copy of a story (转载) from another story: enough for a verdict without either text. */
export interface ReprintTraits {
  /** First 16 hex digits of the hash of the normalised body; "" for a body without letters. */
  readonly exact: string;
  /** Distinct character 5-grams of the body. */
  readonly grams: number;
  /** Their least 32-bit hashes, ascending: all of them where there are few. */
  readonly sketch: readonly number[];
  /** Numbers of the body with their units (`8月`, `3.5%`), distinct, sorted. */
  readonly numbers: readonly string[];
  /** Title, folded to letters and digits. */
  readonly title: string;
  /** GB/T 2260 codes of the places that the title names. */
  readonly places: readonly string[];
}

/** What a copy says of where it comes from. */
export interface CopyFacts {
  readonly articleId: string;
  /** Names that its site goes by, folded. */
  readonly siteNames: readonly string[];
  /** 来源, folded, or null. */
  readonly sourceName: string | null;
  /** `own`: the site says that it wrote it; `reprint`: that it did not. */
  readonly stance: "own" | "unsaid" | "reprint";
  readonly publishedAt: string | null;
  readonly grams: number;
}

/** An article as the index of reprints keeps it. */
export interface ReprintEntry {
  readonly articleId: string;
  readonly contentHash: string;
  readonly traits: ReprintTraits;
  readonly facts: CopyFacts;
}

/** An article that may be a copy of another: it shares some of its rarest marks. */
export interface ReprintCandidate {
  readonly articleId: string;
  readonly traits: ReprintTraits;
}

/** That two articles tell one story. `weak`: one is a part of the other, which may hold other stories too. */
export interface ReprintLink {
  readonly articleId: string;
  readonly otherId: string;
  readonly strength: "strong" | "weak";
}

/** A group of copies: its id (the article that founded it) and its members, the first 100 of them. */
export interface CopyGroup {
  readonly id: string;
  readonly members: readonly CopyFacts[];
}

/** The ledger's index of reprints: derived from the articles, so that it can be made again. */
export interface ReprintBook {
  /**
   * Takes up articles that are not there yet, and answers for each entry what may be copies of it, the likeliest
   * first, at most 12. Null for an article that is there already, which keeps what is known of it, and for one that a
   * person took down, which is not taken up.
   */
  take(entries: readonly ReprintEntry[]): Promise<readonly (readonly ReprintCandidate[] | null)[]>;
  /** What may be copies of an article, without taking it up: at most 12, the likeliest first. */
  find(traits: ReprintTraits): Promise<readonly ReprintCandidate[]>;
  /** Puts the linked articles into one group each, and answers the groups of `articleIds`, by article. */
  join(links: readonly ReprintLink[], articleIds: readonly string[]): Promise<ReadonlyMap<string, CopyGroup>>;
  /** Groups with more than one copy, the last grown first. */
  groups(limit: number): Promise<readonly CopyGroup[]>;
  /** Ids of usable articles that the index does not have, or has in an older wording; the first seen first. */
  missing(options: { readonly limit: number; readonly sourceId?: string }): Promise<readonly string[]>;
  /** Takes over the new wording of an article that is there; its group stays. */
  renew(entries: readonly ReprintEntry[]): Promise<void>;
  /** Empties the index. `missing` then names every article. */
  clear(): Promise<void>;
}
