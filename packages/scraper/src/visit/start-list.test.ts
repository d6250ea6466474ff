import type { Page } from "@caibian/schema";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  makeBed,
  removeBed,
  doors,
  events,
  frontier,
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

const atTen = () => Date.parse("2026-06-08T10:00:00+08:00");
const verdicts = () => frontier.readings.map(({ verdict, trouble }) => trouble?.code ?? verdict);
/** Pages of a list that were asked for, each counted once. */
const readPages = (folder: string) => new Set(paths().filter((path) => path?.startsWith(folder))).size;
const sitemapEntry = (path: string) => `<sitemap><loc>http://a.test${path}</loc></sitemap>`;

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
