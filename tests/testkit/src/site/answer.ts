import { createHash } from "node:crypto";
import iconv from "iconv-lite";

import { PAGE_SIZE } from "../lists/list-kind.ts";
import { renderFeed, renderSitemap } from "../lists/machine-lists.ts";
import { renderNotice } from "./expected.ts";
import { furnish } from "./furniture.ts";
import type { HostSpec } from "./hosts.ts";
import { currentOf, type Newsroom } from "./newsroom.ts";

/** What the site has at a path, before conditions, compression and failures. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  readonly modifiedMs: number;
  /** The story that this page is, if it is one. */
  readonly article: string | null;
  /** The stories that this page links to, if it is a list. */
  readonly links: readonly string[];
}

const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** Looks up what a host has at a path; article pages are filled up to `pageBytes`. What is not there is a 404 page. */
export function answer(newsroom: Newsroom, host: HostSpec, path: string, origin: string, pageBytes = 0): Answer {
  return (
    articleAt(newsroom, host, path, pageBytes) ??
    furtherPageAt(newsroom, host, path, pageBytes) ??
    listAt(newsroom, host, path) ??
    machineListAt(newsroom, host, path, origin) ??
    otherAt(newsroom, host, path, origin)
  );
}

/** A strong validator for a body. */
export function etagOf(body: Buffer): string {
  return `"${createHash("sha1").update(body).digest("hex").slice(0, 20)}"`;
}

function page(host: HostSpec, html: string, rest: Partial<Answer>): Answer {
  return {
    status: 200,
    contentType: host.charset === "gbk" ? "text/html" : "text/html; charset=utf-8",
    body: host.charset === "gbk" ? iconv.encode(html, "gb18030") : Buffer.from(html),
    modifiedMs: 0,
    article: null,
    links: [],
    ...rest,
  };
}

function articleAt(newsroom: Newsroom, host: HostSpec, path: string, pageBytes: number): Answer | null {
  const published = newsroom.at(host.name, path);
  if (published === undefined) return null;
  const { withdrawn, modifiedMs } = published;
  if (withdrawn === "notice") return page(host, renderNotice(host), { modifiedMs });
  if (withdrawn !== null) return missing(host, withdrawn);
  const story = currentOf(published);
  const html = furnish(published.archetype.render(story, published.around), pageBytes);
  return page(host, html, { modifiedMs, article: story.id });
}

/** `…_2.htm`: a further page of a paged story. It alone is not the article. */
function furtherPageAt(newsroom: Newsroom, host: HostSpec, path: string, pageBytes: number): Answer | null {
  const [, stem = "", number = "", extension = ""] = /^(.*)_(\d)(\.\w+)$/.exec(path) ?? [];
  const published = newsroom.at(host.name, stem + extension);
  if (published === undefined || published.withdrawn !== null) return null;
  const html = published.archetype.renderMore?.(currentOf(published), published.around)[Number(number) - 2];
  return html === undefined ? null : page(host, furnish(html, pageBytes), { modifiedMs: published.modifiedMs });
}

function listAt(newsroom: Newsroom, host: HostSpec, path: string): Answer | null {
  const index = host.list.indexOf(path);
  if (index === null || index < 0) return null;
  const all = newsroom.list(host.name);
  const total = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  if (index >= total) return missing(host, 404);
  const items = all.slice(index * PAGE_SIZE, (index + 1) * PAGE_SIZE);
  const contentType = host.list.contentType?.(index);
  return page(host, host.list.render({ host, items, index, total }), {
    modifiedMs: newsroom.modifiedMs(host.name),
    links: items.map(({ id }) => id),
    ...(contentType === undefined || contentType === "text/html" ? {} : { contentType }),
  });
}

function machineListAt(newsroom: Newsroom, host: HostSpec, path: string, origin: string): Answer | null {
  const isFeed = host.entry === "feed" && path === "/rss.xml";
  if (!isFeed && !(host.entry === "sitemap" && path === "/sitemap.xml")) return null;
  const items = newsroom.list(host.name);
  return {
    status: 200,
    contentType: isFeed ? "application/rss+xml" : "application/xml",
    body: Buffer.from(isFeed ? renderFeed(host, origin, items) : renderSitemap(origin, items)),
    modifiedMs: newsroom.modifiedMs(host.name),
    article: null,
    links: items.map(({ id }) => id),
  };
}

function otherAt(newsroom: Newsroom, host: HostSpec, path: string, origin: string): Answer {
  if (path === "/robots.txt") return plain("text/plain; charset=utf-8", Buffer.from(renderRobots(host, origin)));
  if (path === "/") return page(host, renderHome(host), { modifiedMs: newsroom.modifiedMs(host.name) });
  if (/\.(?:jpg|png|gif)$/.test(path)) return plain("image/gif", PIXEL);
  return missing(host, 404);
}

function plain(contentType: string, body: Buffer): Answer {
  return { status: 200, contentType, body, modifiedMs: 0, article: null, links: [] };
}

function missing(host: HostSpec, status: 404 | 410): Answer {
  return page(
    host,
    `<html><head><title>${status}</title></head><body><h1>您访问的页面不存在</h1><a href="/">返回首页</a></body></html>`,
    { status },
  );
}

function renderRobots(host: HostSpec, origin: string): string {
  const sitemap = host.entry === "sitemap" ? `Sitemap: ${origin}/sitemap.xml\n` : "";
  return `User-agent: *\nDisallow: /admin/\nDisallow: /bbs/\n\n${sitemap}`;
}

function renderHome(host: HostSpec): string {
  const feed =
    host.entry === "feed"
      ? `<link rel="alternate" type="application/rss+xml" title="${host.title}" href="/rss.xml">`
      : "";
  return `<!DOCTYPE html><html><head><meta charset="${host.charset === "gbk" ? "gb2312" : "utf-8"}"><title>${host.title}</title>${feed}</head><body><h1>${host.title}</h1><p><a href="${host.list.path(0)}">新闻</a></p><div class="footer">${host.icp}</div></body></html>`;
}
