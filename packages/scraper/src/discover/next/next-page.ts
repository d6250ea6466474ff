import { canonicalUrl } from "@caibian/page";

import type { WalkedPage } from "../walk-page.ts";
import { nextByLink } from "./linked.ts";
import { nextOfEpaper, nextByNumber, nextByOption } from "./numbered.ts";
import { nextOfShell } from "./shell.ts";
import { nextOfTrs } from "./scripted.ts";
import { nextOfProxy } from "./hanweb.ts";
import { targetOfFront } from "./front.ts";

/** A list page as those see it who look for the page after it. */
export interface PagedList {
  readonly url: string;
  readonly html: string;
  readonly page: WalkedPage;
  /** True when article links were found on it. */
  readonly hasArticles: boolean;
  /** Makes a link absolute; null for what is no page. */
  readonly resolve: (href: string) => string | null;
}

/** One way to find the next page. */
type Way = (list: PagedList) => string | null;

/** Most telling first: what the page says in a link counts before what is computed. */
const WAYS: readonly Way[] = [
  nextByLink,
  nextOfTrs,
  nextOfProxy,
  nextByNumber,
  nextByOption,
  nextOfEpaper,
  nextOfShell,
  targetOfFront,
];

/** The page after this one, absolute and on the same host, or null. */
export function findNextPage(list: PagedList): string | null {
  for (const way of WAYS) {
    const next = way(list);
    if (next !== null && isOther(next, list.url)) return next;
  }
  return null;
}

function isOther(next: string, url: string): boolean {
  return new URL(next).host === new URL(url).host && canonicalUrl(next) !== canonicalUrl(url);
}
