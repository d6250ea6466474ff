import { once } from "node:events";
import { createServer } from "node:http";
import iconv from "iconv-lite";

import type { HostFacts, Link } from "../archetypes/archetype.ts";
import { ARCHETYPES } from "../archetypes/catalogue.ts";
import { etagOf } from "../site/answer.ts";
import { closeServer, originOf } from "../site/start-site.ts";
import { writeStory, type Story } from "../write/story.ts";
import { textOf, type ExpectedItem, type ExpectedLeads, type ListSiteFolder } from "./site-folder.ts";

/** A list site that is served on a loopback port. */
export interface ListSite {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Where a Source starts. */
  readonly start: string;
  /** What a person would give: the front page or shell where there is one, else the start. */
  readonly entry: string;
  /** Articles on this host that lists lead to: absolute URL and title, each once. Asides and others are left out. */
  readonly articles: readonly Link[];
  /** Path and query of every request so far. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

interface Body {
  readonly status: number;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Serves a site's pages as its folder gives them; the pages of its articles are written on demand. */
export async function startListSite(folder: ListSiteFolder, port = 0): Promise<ListSite> {
  const articles = itemsOf(folder, ({ articles: items }) => items);
  const all = itemsOf(folder, ({ articles: items, asides = [] }) => [...items, ...asides]);
  const requests: string[] = [];
  let origin = "";
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    requests.push(path);
    const { status, type, bytes } =
      pageAt(folder, path, origin) ?? articleAt(folder, all, withoutDiv(path)) ?? otherAt(path);
    const etag = etagOf(bytes);
    if (status === 200 && request.headers["if-none-match"] === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(status, { "content-type": type, "content-length": bytes.length, etag }).end(bytes);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  origin = originOf(server);
  return {
    origin,
    start: origin + folder.site.start,
    entry: origin + (folder.site.entry ?? folder.site.start),
    articles: [...articles].map(([path, { title }]) => ({ href: origin + path, title })),
    requests,
    close: () => closeServer(server),
  };
}

/** An epaper's stories are linked with `?div=1` and `?div=-1`. */
function withoutDiv(path: string): string {
  return path.replace(/\?div=-?1$/, "");
}

/** By path: an item stands on several pages when it is pinned or recommended; its longest title is its own. */
function itemsOf(
  { expected }: ListSiteFolder,
  itemsOn: (page: ExpectedLeads) => readonly ExpectedItem[],
): ReadonlyMap<string, ExpectedItem> {
  const found = new Map<string, ExpectedItem>();
  for (const item of Object.values(expected).flatMap(itemsOn)) {
    if (!item.url.startsWith("/")) continue;
    const known = found.get(item.url);
    const title = known === undefined || item.title.length > known.title.length ? item.title : known.title;
    found.set(item.url, { url: item.url, title, date: known?.date ?? item.date });
  }
  return found;
}

/** `{{origin}}` in a file is the address that the site is served at: feeds and APIs give absolute URLs. */
function pageAt(folder: ListSiteFolder, path: string, origin: string): Body | null {
  const page = folder.site.pages[path];
  if (page === undefined) return null;
  const text = textOf(folder, page).replaceAll("{{origin}}", origin);
  const bytes = page.charset === "gbk" ? iconv.encode(text, "gb18030") : Buffer.from(text);
  return { status: page.status ?? 200, type: page.type ?? "text/html", bytes };
}

function articleAt(
  { site, kind }: ListSiteFolder,
  articles: ReadonlyMap<string, ExpectedItem>,
  path: string,
): Body | null {
  const paths = [...articles.keys()];
  const number = paths.indexOf(path);
  const item = articles.get(path);
  const archetype = ARCHETYPES.find(({ id }) => id === site.archetype);
  if (item === undefined) return null;
  if (archetype === undefined) throw new Error(`Expected an archetype, got "${site.archetype}" (sites/${kind})`);
  const related = paths.slice(number + 1, number + 4).map((href) => ({ href, title: articles.get(href)?.title ?? "" }));
  const html = archetype.render(storyOf(item, number + 1), { host: hostOf(site.title), related });
  const isGbk = /charset=["']?gb/i.test(html.slice(0, 1000));
  return { status: 200, type: "text/html", bytes: isGbk ? iconv.encode(html, "gb18030") : Buffer.from(html) };
}

/** An invented story under the title and day that the list gives. */
function storyOf({ title, date }: ExpectedItem, number: number): Story {
  const publishedMs = Date.parse(`${date?.slice(0, 10) ?? "2026-06-05"}T09:30:00+08:00`);
  return { ...writeStory({ seed: 7, number, publishedMs, length: "report" }), title };
}

function hostOf(title: string): HostFacts {
  return {
    name: "lists.test",
    title,
    charset: "utf-8",
    icp: "苏ICP备00000000号-1",
    police: "苏公网安备 32050002000000号",
    siteCode: "3205000000",
  };
}

function otherAt(path: string): Body {
  if (path === "/robots.txt")
    return { status: 200, type: "text/plain", bytes: Buffer.from("User-agent: *\nDisallow:\n") };
  const html = `<html><head><title>404</title></head><body><h1>您访问的页面不存在</h1><a href="/">返回首页</a></body></html>`;
  return { status: 404, type: "text/html; charset=utf-8", bytes: Buffer.from(html) };
}
