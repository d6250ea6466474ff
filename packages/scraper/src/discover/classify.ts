import type { Element } from "domhandler";
import { getDomain } from "tldts";

import { areCarried, weighInCompany } from "./company.ts";
import type { LeadList } from "./lead-list.ts";
import { isControlWord, isMoreWord, isPagerWord, isReadOn, titleLength, titleOf } from "./link-title.ts";
import { readListDate, splitDate } from "./list-date.ts";
import { shapeOf, spellingOf, type UrlShape } from "./url-shape.ts";
import { weigh } from "./weigh.ts";
import type { Anchor } from "./walk-page.ts";

/** What discover may know beside the text. */
export interface DiscoverOptions {
  /** Charset of the list page, as `decode` names it: bare Chinese in a query goes out in it. Default utf-8. */
  readonly charset?: string;
  /** When the list was fetched, ISO 8601: year-less and relative dates count back from it. */
  readonly now?: string;
  /** Links that are the articles, when structure does not tell: says yes to these elements and no others. */
  readonly isArticleLink?: (anchor: Element) => boolean;
}

/** A link at one place of the page. */
interface Sighting {
  readonly anchor: Anchor;
  readonly url: string;
  readonly shape: UrlShape;
  readonly title: string;
  readonly date: string | null;
  readonly isOwnSite: boolean;
  readonly isOwnHost: boolean;
  readonly spelling: string;
}

/** From this weight on a link is an article. Set on fixture sites and on real pages. */
const ARTICLE = 1;
/** So many articles outside the boxes of hot and related stories make a list. */
const LEAST_LIST = 3;
/** A section whose URL says so may have a long name (省行政审批服务管理局); elsewhere long words are no section's. */
const LONGEST_SECTION = 14;
const LONGEST_NAME = 8;

/** Tells articles and sections apart and adds them. A page that is linked twice is what one of its links says. */
export function classify(anchors: readonly Anchor[], leads: LeadList, options: DiscoverOptions): void {
  const sightings = anchors.map((anchor) => look(anchor, leads, options.now)).filter((sighting) => sighting !== null);
  const articles = articlesAmong(sightings, leads, options);
  const hasList = options.isArticleLink === undefined && isListOutside(sightings, articles);
  for (const [n, sighting] of sightings.entries()) {
    const { anchor, url, title, date } = sighting;
    if (articles[n] === true) leads.add("article", url, { title, date, isAside: anchor.place.aside && hasList });
    else if (isSection(sighting)) leads.add("list", url, { title, date: null });
  }
}

/** True when the list stands outside the boxes of hot stories, and is not itself in a box of such a name. */
function isListOutside(sightings: readonly Sighting[], articles: readonly boolean[]): boolean {
  const found = { inside: 0, outside: 0, datedInside: 0, datedOutside: 0 };
  for (const [n, { anchor, date }] of sightings.entries()) {
    if (articles[n] !== true) continue;
    found[anchor.place.aside ? "inside" : "outside"]++;
    if (date !== null) found[anchor.place.aside ? "datedInside" : "datedOutside"]++;
  }
  return found.outside >= LEAST_LIST && found.datedInside <= found.datedOutside;
}

function look(anchor: Anchor, leads: LeadList, now: string | undefined): Sighting | null {
  const words = anchor.text === "" ? anchor.title : anchor.text;
  const url = isPagerWord(words) ? null : leads.target(anchor.href);
  if (url === null || /\/dataproxy\.jsp$/i.test(url.pathname) || leads.isSelf(url)) return null;
  const shape = shapeOf(url);
  const title = titleOf(anchor, now);
  if (shape === "file" || isReadOn(words)) return null;
  if (isControlWord(title) && !(isMoreWord(title) && (shape === "list" || shape === "folder"))) return null;
  return {
    anchor,
    url: url.href,
    shape,
    title,
    // A menu's links have no dates of their own, only 今天是2026年6月8日 beside them.
    date: anchor.place.chrome === null ? (readListDate(anchor.around, now) ?? dateIn(anchor, now)) : null,
    isOwnSite: siteOf(url.hostname) === siteOf(leads.place.hostname),
    isOwnHost: url.host === leads.place.host,
    spelling: spellingOf(url),
  };
}

/** The date in the link itself: beside its heading, or at an edge of its text. */
function dateIn({ text, heading }: Anchor, now: string | undefined): string | null {
  return heading === "" ? splitDate(text, now).date : readListDate(text.replace(heading, " "), now);
}

function articlesAmong(
  sightings: readonly Sighting[],
  leads: LeadList,
  { isArticleLink }: DiscoverOptions,
): readonly boolean[] {
  if (isArticleLink !== undefined) return sightings.map(({ anchor }) => isArticleLink(anchor.element));
  const listSpelling = spellingOf(leads.place);
  const dated = datedSpellings(sightings);
  const members = sightings.map(({ anchor, shape, title, date, isOwnSite, spelling }) => ({
    weight: weigh({
      shape,
      title,
      isDated: date !== null,
      chrome: anchor.place.chrome,
      isOwnSite,
      isSpeltAsList: spelling === listSpelling,
      isUnlikeDated: dated.size > 0 && !dated.has(spelling),
    }),
    trail: anchor.trail,
    spelling,
  }));
  const articles = weighInCompany(members).map((weight) => weight >= ARTICLE);
  const carried = areCarried(members, articles);
  return articles.map((isArticle, n) => isArticle || (carried[n] === true && mayBeCarried(sightings[n])));
}

/** How the URLs of the page's dated list are spelt; empty where it has none. */
function datedSpellings(sightings: readonly Sighting[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { date, spelling } of sightings) if (date !== null) counts.set(spelling, (counts.get(spelling) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= LEAST_LIST).map(([spelling]) => spelling));
}

/** What company can make an article of: no spelling and no place that says otherwise. */
function mayBeCarried(sighting: Sighting | undefined): boolean {
  if (sighting === undefined || sighting.anchor.place.chrome !== null) return false;
  return (
    sighting.shape === "article" ||
    sighting.shape === "numbered" ||
    sighting.shape === "unknown" ||
    sighting.shape === "words"
  );
}

/** Another list of the same site, under a name short enough for a menu. */
function isSection({ shape, title, isOwnSite, isOwnHost }: Sighting): boolean {
  if (!isOwnSite || shape === "service" || shape === "article") return false;
  if (shape === "home" && (isOwnHost || /^(?:首\s?页|主页|.{0,6}首页|home)$/i.test(title))) return false;
  const length = titleLength(title);
  return (
    length >= 1 &&
    length <= (shape === "unknown" || shape === "words" || shape === "numbered" ? LONGEST_NAME : LONGEST_SECTION)
  );
}

const sites = new Map<string, string>();

/** The registrable domain; hosts repeat on a page, and the public suffix list is slow to ask. */
function siteOf(hostname: string): string {
  const known = sites.get(hostname);
  if (known !== undefined) return known;
  const site = getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;
  if (sites.size > 1000) sites.clear();
  sites.set(hostname, site);
  return site;
}
