import { decode } from "@caibian/page";
import type { Fetched } from "@caibian/http";
import type { Article, Lead } from "@caibian/schema";

import { discover } from "../discover/discover.ts";
import { shapeOf } from "../discover/url-shape.ts";
import { gunzip } from "../sitemap/sitemap.ts";
import { readPageFacts, type PageFacts } from "./page-facts.ts";

/** What a page turned out to be. */
export type PageKind =
  /** A list of stories: HTML, or the XML of a data proxy. */
  | "list"
  /** A page of sections with some of their stories. */
  | "front"
  | "article"
  | "feed"
  | "sitemap"
  /** The JSON of a list API. */
  | "api"
  /** Almost no text and scripts that would fetch it. */
  | "shell"
  | "unknown";

/** A page that a survey looked at. */
export interface SurveyedPage {
  readonly url: string;
  readonly finalUrl: string;
  readonly contentType: string | null;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly fetchedAt: string;
  readonly leads: readonly Lead[];
  /** What the parser makes of it, or null when it makes nothing. */
  readonly article: Article | null;
  readonly kind: PageKind;
  readonly facts: PageFacts;
}

/** What a page is given to the parser as. */
export type ReadArticle = (
  page: Pick<SurveyedPage, "bytes" | "finalUrl" | "contentType" | "fetchedAt">,
) => Article | null;

/** Article links from which on a page is a list beyond doubt. */
const LIST_LINKS = 3;
/** So many dated links outweigh a story that the parser found on the page. */
const DATED_LINKS = 5;
/** Section links from which on a page without a list is one that leads to sections. */
const FRONT_LINKS = 3;
/** Letters of an empty shell, at most: a menu and a footer. */
const SHELL_LENGTH = 400;

/** Reads an answer: decodes it, finds its leads and says what kind of page it is. Never throws. */
export function readSurveyedPage(fetched: Fetched, fetchedAt: string, readArticle: ReadArticle): SurveyedPage {
  const { url, finalUrl, headers } = fetched;
  const contentType = headers["content-type"] ?? null;
  const bytes = gunzip(fetched.bytes) ?? fetched.bytes;
  const { text } = decode(bytes, { url: finalUrl, ...(contentType === null ? {} : { contentType }) });
  const leads = discover(text, finalUrl, { now: fetchedAt });
  const facts = readPageFacts(text, finalUrl);
  const machine = machineKind(text, leads);
  const article = machine === null ? readArticle({ bytes, finalUrl, contentType, fetchedAt }) : null;
  const kind = machine ?? kindOf(finalUrl, leads, article, facts);
  return { url, finalUrl, contentType, bytes, text, fetchedAt, leads, article, kind, facts };
}

function machineKind(text: string, leads: readonly Lead[]): PageKind | null {
  const start = text
    .slice(0, 2000)
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (/<(?:\w+:)?(?:urlset|sitemapindex)\b/i.test(start)) return "sitemap";
  if (/^(?:<\?xml|<!--|<!DOCTYPE rss|<rss|<feed|<rdf)/i.test(start) && /<(?:rss|feed|rdf:RDF)\b/i.test(start))
    return "feed";
  if (/^\{[^{}]{0,400}jsonfeed\.org\/version/.test(start)) return "feed";
  return /^[[{]/.test(start) && leads.some(({ kind }) => kind === "article") ? "api" : null;
}

function kindOf(url: string, leads: readonly Lead[], article: Article | null, facts: PageFacts): PageKind {
  const stories = leads.filter(({ kind }) => kind === "article");
  const sections = leads.filter(({ kind }) => kind === "list");
  const hasNext = leads.some(({ kind }) => kind === "next");
  const shape = shapeOf(new URL(url));
  if (isFront(url)) {
    if (sections.length >= FRONT_LINKS) return "front";
  } else if (isStory(article) && shape !== "list") {
    const dated = stories.filter(({ listDate }) => listDate !== null);
    if (shape === "article" || dated.length < DATED_LINKS) return "article";
  }
  if (stories.length >= LIST_LINKS || (hasNext && shape !== "article")) return "list";
  if (stories.length > 0 && shape === "list" && sections.length < FRONT_LINKS) return "list";
  if (sections.length > 0 && stories.length < LIST_LINKS && facts.visibleLength >= 1) return "front";
  return facts.visibleLength <= SHELL_LENGTH && facts.scripts.length + facts.scriptUrls.length > 0
    ? "shell"
    : "unknown";
}

/** True for the page at the root of a host. */
export function isFront(url: string): boolean {
  const { pathname, search } = new URL(url);
  return search === "" && /^\/(?:(?:index|default|home)\.\w{2,5})?$/i.test(pathname);
}

/** True for a record that is a story rather than what stood around one. */
function isStory(article: Article | null): article is Article {
  return article !== null && article.title !== "" && article.publishedAt !== null && article.text.length >= 40;
}
