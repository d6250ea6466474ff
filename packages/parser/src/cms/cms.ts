/** Where a system puts a fact. */
export type Place =
  /** A meta element's content, by lower-case name or property. */
  | { readonly meta: string }
  /** The text of a block element, by its id, one of its classes or its tag, in lower case. */
  | { readonly box: string }
  /** The text of an element that the walk keeps by its id (`js_name`). */
  | { readonly named: string }
  /** A tag inside Founder's `<!--enpproperty …-->`. */
  | { readonly founder: string }
  /** The epoch seconds of a script (`var ct="…"`). */
  | { readonly epoch: true };

/** What a system's places may hold. */
export type CmsField = "title" | "kicker" | "subtitle" | "source" | "author" | "published" | "updated" | "column";

/** What is known of one publishing system or portal (DOMAIN 3.1 to 3.4). A page must come out right without it. */
export interface Cms {
  readonly name: string;
  readonly why: string;
  /** One of these on the page, not empty, is enough to know the system. */
  readonly signs: readonly Place[];
  /** Places by field, the surest first. */
  readonly fields: Readonly<Partial<Record<CmsField, readonly Place[]>>>;
}
