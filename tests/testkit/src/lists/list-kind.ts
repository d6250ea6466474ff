import type { HostFacts } from "../archetypes/archetype.ts";

/** One story as a list shows it. */
export interface ListItem {
  readonly id: string;
  /** Path on this host. */
  readonly href: string;
  readonly title: string;
  /** `2024-06-07`. */
  readonly date: string;
}

/** One page of a list. */
export interface ListPage {
  readonly host: HostFacts;
  readonly items: readonly ListItem[];
  /** 0 for the first page. */
  readonly index: number;
  readonly total: number;
}

/** How a list is laid out and how its pages are found. */
export interface ListKind {
  readonly id: string;
  /** Path (with query) of the page with this index. */
  path(index: number): string;
  /** The index that a path asks for, or null when it is no list path. */
  indexOf(path: string): number | null;
  render(page: ListPage): string;
  /** Content type of the page with this index. Default text/html. */
  contentType?(index: number): string;
}

/** Stories on one page of a list. */
export const PAGE_SIZE = 20;
