import { decode, loadDom } from "@caibian/page";
import type { Lead, Source, Validators } from "@caibian/schema";
import { load } from "cheerio/slim";

import { discover, type DiscoverOptions } from "../discover/discover.ts";
import { gunzip } from "../sitemap/sitemap.ts";
import type { Answer } from "./fetcher.ts";

/** A page of a list, read. */
export interface ListPage {
  readonly url: string;
  readonly finalUrl: string;
  readonly status: number;
  readonly text: string;
  readonly fetchedAt: string;
  readonly validators: Validators;
  readonly leads: readonly Lead[];
  /** The page lists sitemaps, not stories. */
  readonly isIndex: boolean;
}

/** Decodes an answer and finds what it leads to. */
export function readListPage(url: string, answer: Answer & { readonly kind: "page" }, source: Source): ListPage {
  const { fetched, sha256, at } = answer;
  const contentType = fetched.headers["content-type"];
  const bytes = gunzip(fetched.bytes) ?? fetched.bytes;
  const { text, charset } = decode(bytes, { url, ...(contentType === undefined ? {} : { contentType }) });
  const leads = discover(text, fetched.finalUrl, { now: at, charset, ...articleLinks(text, source) });
  return {
    url,
    finalUrl: fetched.finalUrl,
    status: fetched.status,
    text,
    fetchedAt: at,
    validators: {
      etag: fetched.headers["etag"] ?? null,
      lastModified: fetched.headers["last-modified"] ?? null,
      bodySha256: sha256,
    },
    leads,
    isIndex: /<(?:\w+:)?sitemapindex\b/i.test(text.slice(0, 4000)),
  };
}

/** The profile's selector as a question about a link: its place in the page is the same in both trees. */
function articleLinks(html: string, source: Source): DiscoverOptions {
  const selector = source.profile?.articleLinks;
  const tree = selector === undefined ? null : loadDom(html);
  if (selector === undefined || tree?.ok !== true) return {};
  const hrefs = new Set(
    load(tree.root)(selector)
      .toArray()
      .map((element) => ("attribs" in element ? element.attribs["href"]?.trim() : undefined)),
  );
  return { isArticleLink: (element) => hrefs.has(element.attribs["href"]?.trim()) };
}

/** The page behind this one. */
export function nextOf(page: ListPage): string | null {
  return page.leads.find(({ kind }) => kind === "next")?.url ?? null;
}

/** Lists that this one only leads to: sitemaps under an index, the API behind a shell, the epaper behind its front. */
export function childrenOf(page: ListPage): readonly string[] {
  if (page.isIndex) return page.leads.filter(({ kind }) => kind === "list").map(({ url }) => url);
  // A shell never changes: taken for the list, it would hide what comes behind it.
  const next = nextOf(page);
  return next === null || page.leads.some(({ kind }) => kind === "article") ? [] : [next];
}
