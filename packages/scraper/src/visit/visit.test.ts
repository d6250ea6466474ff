import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { visit } from "./visit.ts";
import {
  makeBed,
  removeBed,
  archive,
  doors,
  events,
  frontier,
  item,
  list,
  paths,
  ref,
  run,
  serveArticles,
  servePaged,
  serveText,
  server,
  source,
} from "./visit-bed.test-double.ts";

beforeEach(makeBed);
afterEach(removeBed);

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
