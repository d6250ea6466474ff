import type { Validators } from "./lead.ts";

/** Where a raw response lies: WARC file name, relative to the archive folder, and byte offset of its record. */
export interface WarcPosition {
  readonly file: string;
  readonly offset: number;
}

/** One fetched response (原始页面), kept raw. The one noun that is not JSON: `bytes` is binary. */
export interface Page {
  readonly v: 1;
  /** URL that was asked for. */
  readonly url: string;
  /** URL that answered, after redirects. */
  readonly finalUrl: string;
  /** HTTP status: 200, or 404 and 410 for an article that is gone. */
  readonly status: number;
  /** Response headers, names in lower case, repeated values joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Body after content decoding. */
  readonly bytes: Uint8Array;
  /** ISO 8601 with +08:00. */
  readonly fetchedAt: string;
  /** sha256 of `bytes`, hex. */
  readonly sha256: string;
  readonly sourceId: string;
  /** The frontier's id of the Lead that led here. */
  readonly leadId: string;
  readonly warc: WarcPosition | null;
  /** True when the article behind it is known already. */
  readonly isRecheck?: boolean | undefined;
  /** Further pages of a paged story (分页), in order. */
  readonly parts?: readonly PagePart[] | undefined;
  /** Why parts of the story could not be had for good; what came is all that will. */
  readonly missingParts?: string | undefined;
}

/** A further page of a paged story. */
export type PagePart = Pick<
  Page,
  "url" | "finalUrl" | "status" | "headers" | "bytes" | "fetchedAt" | "sha256" | "warc"
>;

/** What the ledger keeps of a Page: everything but the body. */
export type PageFacts = Omit<Page, "bytes" | "headers" | "isRecheck" | "parts" | "missingParts"> & {
  readonly bodyBytes: number;
  readonly charset: string | null;
  readonly validators: Validators;
};
