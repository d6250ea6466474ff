/** What a Lead points at: an article, another list, or the next page of this list. */
export type LeadKind = "article" | "list" | "next";

/** A URL that a Visit found (线索): where, when, and what the list said of it. */
export interface Lead {
  readonly v: 1;
  /** Absolute URL as it is to be fetched. */
  readonly url: string;
  readonly kind: LeadKind;
  /** URL of the list, feed or sitemap that it was found on. */
  readonly foundOn: string;
  /** Text of the link (the `title` attribute where the visible text is cut), or "". */
  readonly anchorText: string;
  /** Date beside the link, ISO 8601 with +08:00, day precision where the list gives no time, or null. */
  readonly listDate: string | null;
  /** True for an article in a box of hot or related stories: it belongs to another section. A Visit leaves it out. */
  readonly aside?: true;
}

/** What a server gave us to ask again with (RFC 9110 section 13). */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** sha256 of the body last seen, hex: an equal body is "unchanged" even without a 304. */
  readonly bodySha256: string | null;
}
