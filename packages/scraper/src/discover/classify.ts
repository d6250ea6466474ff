import type { Element } from "domhandler";
import { getDomain } from "tldts";

import { areCarried, weighInCompany } from "./company.ts";
import type { LeadList } from "./lead-list.ts";
import { isControlWord, isMoreWord, isPagerWord, isReadOn, titleLength, titleOf } from "./link-title.ts";
import { readListDate } from "./list-date.ts";
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
  const listed = sightings.filter(({ anchor }, n) => articles[n] === true && !anchor.place.aside).length;
  for (const [n, sighting] of sightings.entries()) {
    const { anchor, url, title, date } = sighting;
    const isAside = anchor.place.aside && listed >= LEAST_LIST && options.isArticleLink === undefined;
    if (articles[n] === true) leads.add("article", url, { title, date, isAside });
    else if (isSection(sighting)) leads.add("list", url, { title, date: null });
  }
}

function look(anchor: Anchor, leads: LeadList, now: string | undefined): Sighting | null {
  const url = leads.resolve(anchor.href);
  if (url === null || /\/dataproxy\.jsp\?/i.test(url) || leads.isSelf(url)) return null;
  const words = anchor.text === "" ? anchor.title : anchor.text;
  if (isPagerWord(words)) return null;
  const shape = shapeOf(url);
  const title = titleOf(anchor, now);
  if (shape === "file" || isReadOn(words)) return null;
  if (isControlWord(title) && !(isMoreWord(title) && (shape === "list" || shape === "folder"))) return null;
  const date = readListDate(anchor.around, now) ?? readListDate(anchor.text, now);
  const isOwnSite = siteOf(url) === siteOf(leads.url);
  const isOwnHost = new URL(url).host === new URL(leads.url).host;
  return { anchor, url, shape, title, date, isOwnSite, isOwnHost, spelling: spellingOf(url) };
}

function articlesAmong(
  sightings: readonly Sighting[],
  leads: LeadList,
  { isArticleLink }: DiscoverOptions,
): readonly boolean[] {
  if (isArticleLink !== undefined) return sightings.map(({ anchor }) => isArticleLink(anchor.element));
  const listSpelling = spellingOf(leads.url);
  const members = sightings.map(({ anchor, shape, title, date, isOwnSite, spelling }) => ({
    weight: weigh({
      shape,
      title,
      isDated: date !== null,
      chrome: anchor.place.chrome,
      isOwnSite,
      isSpeltAsList: spelling === listSpelling,
    }),
    trail: anchor.trail,
    spelling,
  }));
  const articles = weighInCompany(members).map((weight) => weight >= ARTICLE);
  const carried = areCarried(members, articles);
  return articles.map((isArticle, n) => isArticle || (carried[n] === true && mayBeCarried(sightings[n])));
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
function siteOf(url: string): string {
  const { hostname } = new URL(url);
  const known = sites.get(hostname);
  if (known !== undefined) return known;
  const site = getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;
  if (sites.size > 1000) sites.clear();
  sites.set(hostname, site);
  return site;
}
