/** Where a part of the page sat on how many pages. */
export interface RememberedPlace {
  /** Tags, ids and classes of the box and its nearest parents, without numbers (`div#zoom<div.article<body`). */
  readonly at: string;
  readonly pages: number;
}

/** A line of some pages: its hash, on how many pages it stood, and on how many of those amid the story's prose. */
export type RememberedLine = readonly [hash: number, seen: number, amid: number];

/** One template of a site (desktop, gallery, …): pages whose story sits in the same box. */
export interface RememberedLayout {
  /** Where the body sits; the layouts of a site differ in it. */
  readonly body: string;
  readonly pages: number;
  /** Where the headline sits, the commonest places first. */
  readonly title: readonly RememberedPlace[];
  /** Where source and time stand, the commonest places first. */
  readonly info: readonly RememberedPlace[];
  readonly lines: readonly RememberedLine[];
}

/**
 * What several pages of one site have in common (站点记忆): plain JSON, at most 64 KiB. It holds hashes and names of
 * boxes, no text of any page.
 */
export interface SiteMemory {
  readonly v: 1;
  /** Pages learnt from; old ones fade, so it does not grow for ever. */
  readonly pages: number;
  /** The commonest first. */
  readonly layouts: readonly RememberedLayout[];
}

/** Most templates of a site that are kept. */
export const MOST_LAYOUTS = 6;
/** Most lines over all layouts: each takes up to 21 bytes of JSON. */
export const MOST_LINES = 2000;
/** Most places of headline or info line in a layout. */
export const MOST_PLACES = 3;
/** Beyond this many pages all counts are halved: what a site shows now outweighs what it showed last year. */
export const MOST_PAGES = 400;
/** A line repeats from this many pages on … */
export const FEWEST_REPEATS = 3;
/** … and from this share of the site's, or of one layout's, pages. */
export const REPEAT_SHARE = 0.3;
/** A memory of fewer pages judges nothing. */
export const FEWEST_PAGES = 3;
