import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createClient, type Client } from "@caibian/http";
import { sourceSchema, type Page } from "@caibian/schema";
import { afterEach, beforeEach, expect, test } from "vitest";

import { openArchive, type Archive } from "../archive/archive.ts";
import { startLoopback, type Loopback } from "../loopback.test-server.ts";
import { MemoryFrontier } from "./memory-frontier.test-double.ts";
import { visit } from "./visit.ts";

let server: Loopback;
let client: Client;
let archive: Archive;
let folder: string;
let frontier: MemoryFrontier;
let visits = 0;

beforeEach(async () => {
  server = await startLoopback();
  client = createClient({
    userAgent: "caibian/0.1",
    allow: ["127.0.0.1"],
    resolve: { "a.test": `127.0.0.1:${server.port}` },
  });
  folder = await mkdtemp(join(tmpdir(), "caibian-story-"));
  archive = await openArchive(folder);
  frontier = new MemoryFrontier();
});
afterEach(async () => {
  await client.close();
  await archive.close();
  await server.close();
  await rm(folder, { recursive: true });
});

async function run(maxPages = 500): Promise<Page[]> {
  const pages: Page[] = [];
  const ref = { id: `v${++visits}`, sourceId: "s", startedAt: "2026-06-08T10:00:00+08:00", recheckAll: true };
  const source = sourceSchema.parse({ id: "s", start: ["http://a.test/list/"], limits: { delayMs: 0, maxPages } });
  const doors = { client, frontier, archive, visit: ref, userAgent: "caibian/0.1" };
  for await (const page of visit(source, doors)) {
    frontier.commit(ref, page);
    pages.push(page);
  }
  return pages;
}

function serve(path: string, text: string): void {
  server.handle(path, (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(text));
}
function serveList(...files: string[]): void {
  const items = files.map(
    (file) => `<li><a href="/n/${file}">本地新闻的标题文字${file}</a><span>2026-06-01</span></li>`,
  );
  serve("/list/", `<ul>${items.join("")}</ul>`);
}
const fileOf = (number: number): string => (number === 1 ? "10001.html" : `10001_${number}.html`);
/** A story of so many pages, with a pager on each. */
function serveStory(count: number): void {
  const links = Array.from({ length: count }, (_, i) => `<a href="${fileOf(i + 1)}">${i + 1}</a>`);
  for (let n = 1; n <= count; n++)
    serve(
      `/n/${fileOf(n)}`,
      `<h1>本地新闻</h1><p>第${n}页</p>${links.join("")}<a href="${fileOf(n === 1 ? 1 : n - 1)}">上一页</a>`,
    );
}
const pathOf = ({ url }: { readonly url: string }): string => new URL(url).pathname;
const asked = (path: string): number => server.requests.filter(({ url }) => url === path).length;

test("a paged story is one Page with its parts in order, all archived", async () => {
  serveList("10001.html");
  serveStory(3);

  const [page, ...more] = await run();

  expect(more).toEqual([]);
  expect(page?.parts?.map(pathOf)).toEqual(["/n/10001_2.html", "/n/10001_3.html"]);
  expect(page?.missingParts).toBe(undefined);
  await archive.flush();
  const last = await archive.read(page!.parts![1]!.warc!);
  expect(Buffer.from(last.bytes).toString()).toContain("第3页");
});

test("a list that leads to a later part leads to the story", async () => {
  serveList("10001_2.html", "10001.html");
  serveStory(3);

  const pages = await run();

  expect(pages.map(pathOf)).toEqual(["/n/10001.html", "/n/10001.html"]);
  expect(pages.map((page) => page.parts?.length)).toEqual([2, 2]);
});

test("a part that stumbles is asked again; the story waits for it and is not given out half", async () => {
  serveList("10001.html");
  serveStory(2);
  server.handle("/n/10001_2.html", (_, response) => response.writeHead(503).end());

  expect(await run()).toEqual([]);
  expect(frontier.failures).toMatchObject([{ code: "E_STATUS_503", retryAt: expect.any(String) }]);

  serveStory(2);
  expect((await run()).map((page) => page.parts?.length)).toEqual([1]);
});

test("a part that is gone for good leaves the story without it, and the Page says so", async () => {
  serveList("10001.html");
  serveStory(3);
  server.handle("/n/10001_2.html", (_, response) => response.writeHead(404).end());

  const [page] = await run();

  expect(page?.parts).toBe(undefined);
  expect(page?.missingParts).toContain("404");
});

test("pagers without an end are left after 20 pages, those that lead back at once", async () => {
  serveList("10001.html", "10002.html", "10003.html");
  serveStory(40);
  serve("/n/10002.html", '<a href="10002_2.html">下一页</a>');
  serve("/n/10002_2.html", '<a href="10002.html">下一页</a><a href="10002_2.html">2</a>');
  serve("/n/10003.html", '<h1>a</h1><a href="10003.html?page=2">下一页</a>');
  serve("/n/10003.html?page=2", '<h1>a</h1><a href="10003.html?page=2">下一页</a>');

  const pages = await run();

  const long = pages.find((page) => pathOf(page) === "/n/10001.html");
  expect(long?.parts).toHaveLength(19);
  expect(long?.missingParts).toContain("20 pages");
  expect(pages.find((page) => pathOf(page) === "/n/10002.html")?.parts).toHaveLength(1);
  // The server does not know the parameter: the same page again is no part.
  expect(pages.find((page) => pathOf(page) === "/n/10003.html")?.parts).toBe(undefined);
});

test("a story that was begun is read to its end when the Visit's pages run out", async () => {
  serveList("10001.html", "10002.html");
  serveStory(4);
  serve("/n/10002.html", "<h1>另一条新闻</h1>");

  const pages = await run(2);

  expect(pages.map((page) => page.parts?.length)).toEqual([3]);
  expect(asked("/n/10002.html")).toBe(0);
});

test("robots.txt binds the parts too", async () => {
  serveList("10001.html");
  serveStory(2);
  server.handle("/robots.txt", (_, response) =>
    response.writeHead(200, { "content-type": "text/plain" }).end("User-agent: *\nDisallow: /n/10001_2"),
  );

  const [page] = await run();

  expect(page?.missingParts).toContain("robots.txt");
  expect(asked("/n/10001_2.html")).toBe(0);
});
