import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createClient, type Client } from "@caibian/http";
import { sourceSchema, type Page, type Source, type VisitRef } from "@caibian/schema";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { openArchive, type Archive } from "../archive/archive.ts";
import { startLoopback, type Loopback } from "../loopback.test-server.ts";
import type { Doors, VisitEvent } from "./doors.ts";
import { MemoryFrontier } from "./memory-frontier.test-double.ts";
import { visit } from "./visit.ts";

let server: Loopback;
let client: Client;
let archive: Archive;
let folder: string;
let frontier: MemoryFrontier;
let events: VisitEvent[];
let visits = 0;

beforeEach(async () => {
  server = await startLoopback();
  const at = `127.0.0.1:${server.port}`;
  client = createClient({
    userAgent: "caibian/0.1",
    allow: ["127.0.0.1"],
    resolve: { "a.test": at, "b.test": at, "dead.test": "127.0.0.1:1" },
  });
  folder = await mkdtemp(join(tmpdir(), "caibian-visit-"));
  archive = await openArchive(folder);
  frontier = new MemoryFrontier();
  events = [];
});
afterEach(async () => {
  await client.close();
  await archive.close();
  await server.close();
  await rm(folder, { recursive: true });
});

const source = (more: object = {}): Source =>
  sourceSchema.parse({ id: "s", start: ["http://a.test/list/"], limits: { delayMs: 0 }, ...more });
const ref = (more: Partial<VisitRef> = {}): VisitRef => ({
  id: `v${++visits}`,
  sourceId: "s",
  startedAt: "2026-06-08T10:00:00+08:00",
  recheckAll: false,
  ...more,
});
const doors = (more: Partial<Doors> = {}): Doors => ({
  client,
  frontier,
  archive,
  visit: ref(),
  userAgent: "caibian/0.1",
  report: (event) => events.push(event),
  ...more,
});

/** Runs a Visit to its end and commits every Page, as the pipeline does. */
async function run(of: Source = source(), with_: Doors = doors()): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of visit(of, with_)) {
    frontier.commit(with_.visit, page);
    pages.push(page);
  }
  return pages;
}

const item = (n: number) =>
  `<li><a href="/n/t20260601_${1000 + n}.html">本地新闻第${n}条的标题文字</a><span>2026-06-01</span></li>`;
const list = (from: number, to: number, more = "") =>
  `<ul>${Array.from({ length: to - from + 1 }, (_, n) => item(from + n)).join("")}</ul>${more}`;

function serveText(path: string, text: string, headers: Record<string, string> = {}): void {
  server.handle(path, (_, response) =>
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(text),
  );
}
function serveArticles(count: number): void {
  for (let n = 1; n <= count; n++)
    serveText(`/n/t20260601_${1000 + n}.html`, `<h1>本地新闻第${n}条</h1>`, { etag: `"${n}"` });
}
/** Pages of `size` stories each, newest first. */
function servePaged(pages: number, size: number): void {
  serveArticles(pages * size);
  for (let k = 0; k < pages; k++) {
    const next = k + 1 < pages ? `<a href="/list/index_${k + 1}.html">下一页</a>` : "";
    serveText(k === 0 ? "/list/" : `/list/index_${k}.html`, list(k * size + 1, (k + 1) * size, next), {
      etag: `"list-${k}"`,
    });
  }
}
const paths = () => server.requests.map((request) => request.url);

describe("a first visit", () => {
  test("brings every story of a paged list, archived and hashed", async () => {
    servePaged(3, 4);

    const pages = await run();

    expect(pages.map((page) => new URL(page.url).pathname).sort()).toEqual(
      Array.from({ length: 12 }, (_, n) => `/n/t20260601_${1001 + n}.html`),
    );
    expect(pages[0]).toMatchObject({ v: 1, sourceId: "s", status: 200, headers: { etag: expect.any(String) } });
    await archive.flush();
    const read = await archive.read(pages[5]!.warc!);
    expect(Buffer.from(read.bytes).equals(pages[5]!.bytes)).toBe(true);
    expect(paths()[0]).toBe("/robots.txt");
  });

  test("reads a feed and a sitemap index as well", async () => {
    serveArticles(3);
    serveText(
      "/rss.xml",
      `<rss><channel><item><title>本地新闻</title><link>http://a.test/n/t20260601_1001.html</link></item></channel></rss>`,
    );
    serveText("/sitemap.xml", `<sitemapindex><sitemap><loc>http://a.test/map1.xml</loc></sitemap></sitemapindex>`);
    serveText(
      "/map1.xml",
      `<urlset><url><loc>http://a.test/n/t20260601_1002.html</loc></url><url><loc>http://a.test/n/t20260601_1003.html</loc></url></urlset>`,
    );

    const pages = await run(source({ start: ["http://a.test/rss.xml", "http://a.test/sitemap.xml"] }));

    expect(pages).toHaveLength(3);
  });

  test("stops at maxPages and goes on at the next visit, deeper than before", async () => {
    servePaged(6, 4);
    const small = source({ limits: { delayMs: 0, maxPages: 10 } });

    const seen = new Set<string>();
    for (let n = 0; n < 6; n++) for (const page of await run(small)) seen.add(page.url);

    expect(seen.size).toBeGreaterThanOrEqual(20);
    expect(server.requests.length).toBeLessThan(80);
  });

  test("a profile's selector names the article links", async () => {
    serveArticles(2);
    serveText("/list/", `<p class="x"><a href="/n/t20260601_1001.html">短题</a></p>${item(2)}`);

    const pages = await run(source({ profile: { articleLinks: ".x a" } }));

    expect(pages.map((page) => page.url)).toEqual(["http://a.test/n/t20260601_1001.html"]);
  });
});

describe("a later visit", () => {
  test("costs one request when the list answers 304 or with the same body", async () => {
    servePaged(2, 3);
    await run();
    server.requests.length = 0;

    expect(await run()).toEqual([]);
    expect(paths()).toEqual(["/robots.txt", "/list/"]);
  });

  test("fetches what is new, and pages back only while there is something new", async () => {
    servePaged(3, 3);
    await run();
    serveArticles(11);
    serveText("/list/", list(10, 11, `${list(1, 1)}<a href="/list/index_1.html">下一页</a>`));
    server.requests.length = 0;

    const pages = await run();

    expect(pages).toHaveLength(2);
    expect(paths().filter((path) => path?.startsWith("/list/"))).toEqual(["/list/", "/list/index_1.html"]);
  });

  test("rechecks ask conditionally: unchanged is recorded, a change and a 404 are Pages", async () => {
    serveText("/list/", list(1, 3));
    serveArticles(3);
    server.handle("/n/t20260601_1001.html", (request, response) =>
      response.writeHead(request.headers["if-none-match"] === '"1"' ? 304 : 200, { etag: '"1"' }).end("one"),
    );
    await run();
    serveText("/n/t20260601_1002.html", "<h1>更正后的新闻</h1>");
    server.handle("/n/t20260601_1003.html", (_, response) => response.writeHead(404).end("gone"));

    const pages = await run(source(), doors({ visit: ref({ recheckAll: true }) }));

    expect(new Map(pages.map((page) => [new URL(page.url).pathname, page.status]))).toEqual(
      new Map([
        ["/n/t20260601_1002.html", 200],
        ["/n/t20260601_1003.html", 404],
      ]),
    );
    expect(frontier.unchanged).toEqual(["http://a.test/n/t20260601_1001.html"]);
  });
});

describe("cut off", () => {
  test.each([1, 2, 3])("a walk that breaks at list page %d misses nothing at the next visit", async (at) => {
    servePaged(4, 3);
    let read = 0;
    frontier.beforeList = () => {
      if (++read > at) throw new Error("power cut");
    };
    await expect(run()).rejects.toThrow("power cut");
    frontier.beforeList = () => {};

    const pages = await run();

    expect(pages).toHaveLength(12);
  });

  test("a consumer that leaves in the middle stops the fetching; the rest waits", async () => {
    servePaged(1, 40);
    for await (const page of visit(source(), doors())) {
      frontier.commit({ ...ref(), id: "gone" }, page);
      break;
    }

    expect(server.requests.length).toBeLessThan(15);
    expect(await run()).toHaveLength(39);
  });

  test("a signal ends the visit without an error, also while a server hangs", async () => {
    serveText("/list/", list(1, 2));
    server.handle("/n/t20260601_1001.html", () => setTimeout(() => controller.abort(), 20));
    const controller = new AbortController();

    expect(await run(source(), doors({ signal: controller.signal }))).toEqual([]);
    expect(frontier.failures).toEqual([]);
  });

  test("fetches no more than eight pages ahead of the consumer", async () => {
    servePaged(1, 40);
    const pages = visit(source({ limits: { delayMs: 0, concurrency: 16 } }), doors());
    await pages.next();
    await new Promise((resolve) => setTimeout(resolve, 200));

    expect(server.requests.filter((request) => request.url?.startsWith("/n/")).length).toBeLessThanOrEqual(9);
    await pages.return(undefined);
  });
});

describe("politeness", () => {
  test("obeys robots.txt and records what it denies", async () => {
    servePaged(1, 2);
    serveText("/robots.txt", "User-agent: *\nDisallow: /n/t20260601_1001", { "content-type": "text/plain" });

    const pages = await run();

    expect(pages.map((page) => page.url)).toEqual(["http://a.test/n/t20260601_1002.html"]);
    expect(frontier.failures).toMatchObject([{ code: "E_ROBOTS" }]);
    expect(events).toContainEqual({ kind: "robots-denied", url: "http://a.test/n/t20260601_1001.html" });
  });

  test("obeys robots.txt behind a redirect too", async () => {
    servePaged(1, 2);
    serveText("/robots.txt", "User-agent: *\nDisallow: /private/", { "content-type": "text/plain" });
    serveText("/private/1.html", "<h1>内部</h1>");
    server.handle("/n/t20260601_1001.html", (_, response) =>
      response.writeHead(302, { location: "/private/1.html" }).end(),
    );

    expect(await run()).toHaveLength(1);
    expect(frontier.failures).toMatchObject([{ code: "E_ROBOTS" }]);
  });

  test("reads the beginning of a robots.txt of 12 MB", async () => {
    servePaged(1, 2);
    const large = `User-agent: *\nDisallow: /n/t20260601_1001\n${"# filler\n".repeat(1_400_000)}`;
    serveText("/robots.txt", large, { "content-type": "text/plain" });

    expect(await run()).toHaveLength(1);
    expect(events).toContainEqual({ kind: "robots-denied", url: "http://a.test/n/t20260601_1001.html" });
  });

  test("fetches nothing when robots.txt fails with 500, everything when it is a page of HTML", async () => {
    servePaged(1, 2);
    server.handle("/robots.txt", (_, response) => response.writeHead(500).end());
    expect(await run()).toEqual([]);
    expect(paths()).toEqual(["/robots.txt"]);

    serveText("/robots.txt", "<html>Disallow: /</html>", { "content-type": "text/plain" });
    expect(await run()).toHaveLength(2);
  });

  test("keeps the gap to one host, Crawl-delay included", async () => {
    servePaged(1, 2);
    serveText("/robots.txt", "User-agent: *\nCrawl-delay: 0.2", { "content-type": "text/plain" });
    const times: number[] = [];
    for (const n of [1, 2])
      server.handle(`/n/t20260601_${1000 + n}.html`, (_, response) => {
        times.push(performance.now());
        response.end("<h1>本地新闻</h1>");
      });

    await run(source({ limits: { delayMs: 50 } }));

    expect(times[1]! - times[0]!).toBeGreaterThan(150);
  });

  test("tries a stumble again within the visit, and leaves a dead host alone", async () => {
    serveArticles(1);
    let tries = 0;
    server.handle("/n/t20260601_1001.html", (_, response) =>
      response.writeHead(++tries < 3 ? 502 : 200).end("<h1>到了</h1>"),
    );
    const dead = Array.from(
      { length: 20 },
      (_, n) =>
        `<li><a href="http://dead.test/n/t20260601_${n}.html">外站的新闻标题文字</a><span>2026-06-01</span></li>`,
    );
    serveText("/list/", list(1, 1) + `<ul>${dead.join("")}</ul>`);

    const pages = await run();

    expect(pages).toHaveLength(1);
    expect(tries).toBe(3);
    expect(frontier.failures.every(({ retryAt }) => retryAt !== null)).toBe(true);
    expect(events).toContainEqual(expect.objectContaining({ kind: "host-given-up", host: "dead.test" }));
    expect(frontier.failures.length).toBeLessThanOrEqual(6);
  });

  test("obeys a long Retry-After: the lead waits that long, the host is left alone", async () => {
    servePaged(1, 3);
    server.handle("/n/t20260601_1001.html", (_, response) => response.writeHead(429, { "retry-after": "3600" }).end());

    await run(source(), doors({ now: () => Date.parse("2026-06-08T10:00:00+08:00") }));

    expect(frontier.failures).toMatchObject([{ code: "E_THROTTLED", retryAt: "2026-06-08T11:00:00+08:00" }]);
    expect(paths().filter((path) => path?.startsWith("/n/"))).toHaveLength(1);
  });

  test("takes a guard's page for a stop signal, not for a story", async () => {
    servePaged(1, 3);
    server.handle("/n/t20260601_1001.html", (_, response) =>
      response.writeHead(521).end("<script>document.cookie='__jsl_clearance=1'</script>"),
    );

    expect(await run()).toEqual([]);
    expect(frontier.failures).toMatchObject([{ code: "E_BLOCKED" }]);
  });

  test("fetches several hosts side by side", async () => {
    serveArticles(4);
    const other = [3, 4].map(
      (n) =>
        `<li><a href="http://b.test/n/t20260601_${1000 + n}.html">外站的新闻标题文字${n}</a><span>2026-06-01</span></li>`,
    );
    serveText("/list/", list(1, 2) + `<ul>${other.join("")}</ul>`);

    expect((await run()).map((page) => new URL(page.url).host).sort()).toEqual([
      "a.test",
      "a.test",
      "b.test",
      "b.test",
    ]);
  });
});

const atTen = () => Date.parse("2026-06-08T10:00:00+08:00");
const sitemapEntry = (path: string) => `<sitemap><loc>http://a.test${path}</loc></sitemap>`;

/** Pages of a list that were asked for, each counted once. */
const readPages = (folder: string) => new Set(paths().filter((path) => path?.startsWith(folder))).size;
const verdicts = () => frontier.readings.map(({ verdict, trouble }) => trouble?.code ?? verdict);

describe("a start list", () => {
  test("is left alone by the schedule before its time, and read by hand", async () => {
    servePaged(1, 3);
    frontier.nextReadAt = "2026-06-08T12:00:00+08:00";

    await run(source(), doors({ visit: ref({ isScheduled: true }), now: atTen }));
    expect(paths()).toEqual([]);
    expect(events).toEqual([{ kind: "list-waits", url: "http://a.test/list/", until: "2026-06-08T12:00:00+08:00" }]);

    expect(await run(source(), doors({ now: atTen }))).toHaveLength(3);
  });

  test("is read by a tick that comes some seconds before its time", async () => {
    servePaged(1, 3);
    frontier.nextReadAt = "2026-06-08T10:00:20+08:00";

    expect(await run(source(), doors({ visit: ref({ isScheduled: true }), now: atTen }))).toHaveLength(3);
  });

  test("is fine with news, with old news and unchanged; empty it is suspect until it is back", async () => {
    servePaged(1, 3);
    await run();
    await run();
    serveText("/list/", list(1, 3, "<p>今日阴</p>"));
    await run();
    serveText("/list/", `<div class="nav"><a href="/xw/">新闻</a><a href="/gs/">公示</a></div><ul></ul>`);
    await run();
    await run();
    serveText("/list/", list(1, 3, "<p>今日晴</p>"));
    await run();

    expect(verdicts()).toEqual(["fine", "fine", "fine", "E_LIST_EMPTY", "E_LIST_EMPTY", "fine"]);
  });

  test("gives no leads when it leads to the home page, which has articles too", async () => {
    servePaged(1, 3);
    await run();
    serveText("/", list(7, 9));
    server.handle("/list/", (_, response) => response.writeHead(302, { location: "/" }).end());

    await run();

    expect(verdicts()).toEqual(["fine", "E_LIST_MOVED_HOME"]);
    expect(frontier.leads.size).toBe(3);
    expect(events).toContainEqual(expect.objectContaining({ kind: "failed", code: "E_LIST_MOVED_HOME" }));
  });

  test("tells a server's error, a robots rule and what is gone apart", async () => {
    await run();
    server.handle("/list/", (_, response) => response.writeHead(500).end());
    await run();
    serveText("/robots.txt", "User-agent: *\nDisallow: /list/\n", { "content-type": "text/plain" });
    await run();

    expect(frontier.readings.map(({ verdict }) => verdict)).toEqual(["gone", "broken", "blocked"]);
  });

  test("keeps being due while pages of it are left to be read", async () => {
    servePaged(9, 4);

    await run(source({ limits: { delayMs: 0, maxPages: 6 } }));

    expect(frontier.readings).toMatchObject([{ verdict: "fine", isComplete: false }]);
  });

  test("leaves the ones after it their share of the lists, however deep it is, and tells what it cut off", async () => {
    const urls = ["/one/", "/two/"];
    for (const [at, folder] of urls.entries()) {
      for (let k = 0; k < 9; k++) {
        const next = `<a href="${folder}index_${k + 1}.html">下一页</a>`;
        const n = 100 * at + 4 * k;
        serveText(k === 0 ? folder : `${folder}index_${k}.html`, list(n + 1, n + 4, next), { etag: `"${k}"` });
      }
    }
    const many = source({ start: urls.map((url) => `http://a.test${url}`), limits: { delayMs: 0, maxPages: 12 } });

    for (let n = 0; n < 3; n++) await run(many);

    // The second walks on when the first has nothing new, and has its share in the meantime.
    expect(urls.map(readPages)).toEqual([3, 5]);
    const warned = events.flatMap((event) => (event.kind === "host-warning" ? [event.text.split(" ")[0]] : []));
    expect(new Set(warned)).toEqual(new Set(many.start));
  });

  test("tells pages that no walk came to before from those that show what is new", async () => {
    servePaged(6, 4);
    const recorded: [string, boolean | undefined][] = [];
    frontier.beforeList = ({ url, isBackfill }) => recorded.push([new URL(url).pathname, isBackfill]);
    const small = source({ limits: { delayMs: 0, maxPages: 6 } });

    await run(small);
    expect(frontier.readings).toMatchObject([{ isComplete: false }]);
    recorded.length = 0;
    await run(small);

    expect(recorded[0]).toEqual(["/list/", false]);
    expect(recorded[1]).toEqual(["/list/index_1.html", true]);
  });

  test("a large sitemap with the oldest first loses none of its stories, and gives the newest first", async () => {
    const locs = Array.from({ length: 12_000 }, (_, n) => `<url><loc>http://a.test/n/${n}.html</loc></url>`);
    serveText("/list/", `<urlset>${locs.join("")}</urlset>`, { "content-type": "application/xml", etag: '"1"' });
    const recorded: (string | null)[] = [];
    frontier.beforeList = ({ validators }) => recorded.push(validators.etag);

    await run(source({ limits: { delayMs: 0, maxPages: 2 } }));

    expect(frontier.leads.size).toBe(12_000);
    expect(paths().at(-1)).toBe("/n/11999.html");
    expect(recorded).toEqual([null, null, '"1"']);
  });

  test("an index of many sitemaps leaves half of each visit to the stories, and all have their turn", async () => {
    const children = Array.from({ length: 50 }, (_, n) => `/map${n}.xml`);
    const xml = { "content-type": "application/xml" };
    serveArticles(50);
    serveText("/list/", `<sitemapindex>${children.map(sitemapEntry).join("")}</sitemapindex>`, xml);
    for (const [n, child] of children.entries()) {
      const url = `http://a.test/n/t20260601_${1001 + n}.html`;
      serveText(child, `<urlset><url><loc>${url}</loc></url></urlset>`, { ...xml, etag: `"${n}"` });
    }
    // One is gone, one fails each time: they have their turns too, and no more.
    server.handle("/map20.xml", (_, response) => response.writeHead(404).end());
    server.handle("/map21.xml", (_, response) => response.writeHead(500).end());
    const small = source({ limits: { delayMs: 0, maxPages: 24 } });

    const first = await run(small);
    expect(first).toHaveLength(11);
    expect(frontier.readings.at(-1)).toMatchObject({ verdict: "fine", isComplete: false });
    const rest: Page[] = [];
    for (let n = 0; n < 8; n++) rest.push(...(await run(small)));

    expect(first.length + rest.length).toBe(48);
    expect(frontier.readings.at(-1)).toMatchObject({ verdict: "fine", isComplete: true });
  });

  test("a sitemap that holds nothing this month leaves its index fine", async () => {
    serveArticles(1);
    const xml = { "content-type": "application/xml" };
    serveText("/list/", `<sitemapindex>${sitemapEntry("/may.xml")}${sitemapEntry("/june.xml")}</sitemapindex>`, xml);
    serveText("/may.xml", "<urlset><url><loc>http://a.test/n/t20260601_1001.html</loc></url></urlset>", xml);
    serveText("/june.xml", "<urlset></urlset>", xml);

    await run();

    expect(frontier.readings).toMatchObject([{ url: "http://a.test/list/", verdict: "fine" }]);
    expect(events.filter(({ kind }) => kind === "failed")).toEqual([]);
  });
});

// The forms of http-cache-tests' conditional requests: what a server gave is given back as it was.
test.each([
  ["a strong tag", { etag: '"abcdef"' }],
  ["a weak tag", { etag: 'W/"abcdef"' }],
  ["a weak tag in lower case", { etag: 'w/"abcdef"' }],
  ["a weak tag with a backslash", { etag: 'W\\"abcdef"' }],
  ["a tag without quotes", { etag: "abcdef" }],
  ["a tag with signs above ASCII", { etag: '"abcdef\u00e4"' }],
  ["a date", { "last-modified": "Mon, 01 Jun 2026 08:00:00 GMT" }],
  ["a date in the form of RFC 850", { "last-modified": "Monday, 01-Jun-26 08:00:00 GMT" }],
  ["a tag and a date", { etag: 'W/"1"', "last-modified": "Mon, 01 Jun 2026 08:00:00 GMT" }],
])("asks again by %s", async (_name, validators: Record<string, string>) => {
  const asked: (string | undefined)[][] = [];
  server.handle("/list/", (request, response) => {
    const { "if-none-match": tag, "if-modified-since": date } = request.headers;
    asked.push([tag, date]);
    const isSame = tag === validators["etag"] && date === validators["last-modified"];
    response.writeHead(isSame ? 304 : 200, { "content-type": "text/html", ...validators });
    response.end(isSame ? undefined : `${list(1, 3)}<p>${asked.length}</p>`);
  });
  serveArticles(3);

  await run();
  events.length = 0;
  await run();

  expect(asked).toEqual([
    [undefined, undefined],
    [validators["etag"], validators["last-modified"]],
  ]);
  expect(events).toEqual([{ kind: "list", url: "http://a.test/list/", leads: 0, added: 0 }]);
  expect(frontier.readings.at(-1)).toMatchObject({ verdict: "fine" });
});

test("what the ledger throws ends the visit with that error", async () => {
  servePaged(1, 2);
  frontier.waiting = async () => {
    throw new Error("ledger down");
  };

  await expect(run()).rejects.toThrow("ledger down");
});
