import { createClient, type Client, type Fetched } from "@caibian/http";
import type { Article } from "@caibian/schema";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { startLoopback, type Loopback } from "../loopback.test-server.ts";
import type { Renderer } from "../render/renderer.ts";
import type { SurveyDoors } from "./doors.ts";
import { lookAt } from "./look-at.ts";
import { surveySite, type Survey } from "./survey.ts";
import type { ReadArticle } from "./survey-page.ts";

let site: Loopback;
let client: Client;

beforeEach(async () => {
  site = await startLoopback();
  client = createClient({ userAgent: "caibian-test/1", allow: ["127.0.0.1"] });
});
afterEach(async () => {
  await client.close();
  await site.close();
});

/** A page with a heading and a date is a story; the real parser has its own tests. */
const readArticle: ReadArticle = ({ bytes }) => {
  const html = Buffer.from(bytes).toString("utf8");
  const title = /<h1>(.+?)<\/h1>/.exec(html)?.[1];
  if (title === undefined) return null;
  const story = { title, publishedAt: "2026-06-07T08:00:00+08:00", text: html, status: "usable", region: null };
  return { ...story, site: { name: null } } as unknown as Article;
};

const survey = (path: string, doors: Partial<SurveyDoors> = {}): Promise<Survey> =>
  surveySite(site.origin + path, { client, userAgent: "caibian-test/1", readArticle, delayMs: 0, ...doors });
const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

function serve(path: string, body: string, type = "text/html; charset=utf-8", status = 200): void {
  site.handle(path, (_, response) => response.writeHead(status, { "content-type": type }).end(body));
}

const text = ({ bytes }: Fetched): string => Buffer.from(bytes).toString("utf8");
const title = (n: number): string => `石桥镇第${n}生产组抢收早稻`;
const story = (n: number): string => `<h1>${title(n)}</h1><p>${"早稻收割进入高峰，各组分头忙碌。".repeat(5)}</p>`;
const item = (n: number): string =>
  `<li><a href="/a/${n}.html">${title(n)}</a><span>2026-06-0${(n % 9) + 1}</span></li>`;
const list = (name: string, from: number): string =>
  `<html><head><title>${name}_临溪新闻网</title></head><body><ul>${[0, 1, 2, 3].map((n) => item(from + n)).join("")}</ul></body></html>`;

function serveStories(...numbers: readonly number[]): void {
  for (const n of numbers)
    serve(`/a/${n}.html`, `<div class="crumb"><a href="/">首页</a> <a href="/yw/">要闻</a></div>${story(n)}`);
}

const NAV = [
  ["/gsgg/", "公示公告"],
  ["/yw/", "临溪要闻"],
  ["/zwdt/", "工作动态"],
  ["/zcfg/", "政策法规"],
].map(([href, name]) => `<a href="${href}">${name}</a>`);

describe("a front page", () => {
  beforeEach(() => {
    serve(
      "/",
      `<html><head><title>临溪新闻网</title></head><body><div class="nav">${NAV.join("")}</div></body></html>`,
    );
    serve("/yw/", list("要闻", 1001));
    serve("/zwdt/", list("工作动态", 2001));
    serveStories(1001, 1002, 2001, 2002);
  });

  test("gives its news sections, with articles of each, and leaves notices alone", async () => {
    const found = await survey("/");

    expect(found).toMatchObject({ kind: "front", siteName: "临溪新闻网", fetcher: "plain", crawlDelayMs: null });
    expect(found.chosen.map(({ name }) => name)).toEqual(["临溪要闻", "工作动态"]);
    expect(found.samples.map(({ article }) => article?.title)).toEqual([1001, 2001, 1002, 2002].map(title));
    expect(site.requests.map((request) => request.url)).not.toContain("/gsgg/");
  });

  test("takes the sections that a person chooses", async () => {
    const found = await survey("/", { choose: (sections) => Promise.resolve(sections.slice(1)) });

    expect(found.chosen.map(({ name }) => name)).toEqual(["工作动态"]);
  });

  test("costs no more requests than allowed", async () => {
    const found = await survey("/", { maxRequests: 6 });

    expect([found.requests, found.sections.length, found.samples.length]).toEqual([6, 1, 4]);
    expect(site.requests.filter((request) => request.url !== "/robots.txt")).toHaveLength(6);
  });

  test("of a section whose stories another one shows is not taken twice", async () => {
    serve("/zwdt/", list("工作动态", 1001));

    expect((await survey("/")).chosen.map(({ name }) => name)).toEqual(["临溪要闻"]);
  });
});

test("a story leads to the section of its trail", async () => {
  serveStories(1001, 1002, 1003, 1004);
  serve("/yw/", list("要闻", 1001));
  const found = await survey("/a/1001.html");

  expect(found).toMatchObject({ kind: "article", chosen: [{ url: `${site.origin}/yw/`, name: "要闻" }] });
});

test("a story without a trail leads over its folder to the front page's sections", async () => {
  serve("/x/1.html", story(1));
  serve("/", `<div class="nav">${NAV.join("")}</div>`);
  serve("/yw/", list("要闻", 1001));

  expect((await survey("/x/1.html")).chosen.map(({ url }) => url)).toEqual([`${site.origin}/yw/`]);
});

test("a page without a list leads to the feed that it names", async () => {
  const items = [1, 2, 3].map((n) => `<item><title>${title(n)}</title><link>${site.origin}/a/${n}.html</link></item>`);
  serve(
    "/rss.xml",
    `<rss version="2.0"><channel><title>临溪</title>${items.join("")}</channel></rss>`,
    "application/rss+xml",
  );
  serve(
    "/",
    `<head><title>临溪</title><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>欢迎</body>`,
  );

  expect((await survey("/")).chosen).toMatchObject([{ url: `${site.origin}/rss.xml`, kind: "feed" }]);
});

test("a page without a list leads to the sitemap that robots.txt names", async () => {
  serve("/robots.txt", `User-agent: *\nCrawl-delay: 1\nSitemap: ${site.origin}/map.xml\n`, "text/plain");
  serve(
    "/map.xml",
    `<urlset>${[1, 2, 3].map((n) => `<url><loc>${site.origin}/a/${n}.html</loc></url>`).join("")}</urlset>`,
    "text/xml",
  );
  serve("/", "<body>欢迎</body>");

  expect(await survey("/", { maxRequests: 2 })).toMatchObject({ chosen: [{ kind: "sitemap" }], crawlDelayMs: 1000 });
});

const SHELL = `<html><head><title>临溪客户端</title></head><body><div id="app"></div><script src="/app.js"></script></body></html>`;
const answer = (): string =>
  JSON.stringify([1, 2, 3].map((n) => ({ title: title(n), url: `/a/${n}.html`, date: "2026-06-01" })));

describe("a shell", () => {
  test("leads to the list API that its script file spells out", async () => {
    serve("/", SHELL);
    serve("/app.js", `get("/api/user/login/list");get("/api/v1/news/list?cid=3").then(render)`, "text/javascript");
    serve("/api/v1/news/list", answer(), "application/json");
    serveStories(1, 2, 3);
    const found = await survey("/");

    expect(found).toMatchObject({
      kind: "shell",
      fetcher: "plain",
      chosen: [{ kind: "api", url: `${site.origin}/api/v1/news/list?cid=3` }],
    });
    expect(found.samples.map((sample) => sample.article?.title)).toEqual([1, 2, 3].map(title));
  });

  test("without an API is rendered", async () => {
    serve("/", SHELL);
    serveStories(1001, 1002, 1003, 1004);
    const found = await survey("/", { renderer: rendering("/", list("要闻", 1001)) });

    expect(found).toMatchObject({ fetcher: "rendered", chosen: [{ url: `${site.origin}/`, kind: "list" }] });
    expect(found.samples).toHaveLength(4);
  });

  test("behind a list that came over HTTP makes the whole source rendered", async () => {
    serve("/yw/", list("要闻", 1001));
    for (const n of [1001, 1002, 1003, 1004]) serve(`/a/${n}.html`, SHELL);
    const found = await survey("/yw/", { renderer: rendering("/a/", story(7)) });

    expect(found.fetcher).toBe("rendered");
    expect(found.samples.map(({ article }) => article?.title)).toEqual(Array.from({ length: 4 }, () => title(7)));
  });
});

/** Stands for a browser: pages below a path become what their scripts would make of them. */
function rendering(path: string, html: string): Renderer {
  return {
    render: (document) => {
      const isShell = new URL(document.url).pathname.startsWith(path) && text(document).includes('id="app"');
      return Promise.resolve(isShell ? { ...document, bytes: Buffer.from(html) } : document);
    },
    close: () => Promise.resolve(),
  };
}

describe("what stands in the way is an error that says what to do", () => {
  test("robots.txt", async () => {
    serve("/robots.txt", "User-agent: *\nDisallow: /yw/\n", "text/plain");

    expect(await thrownBy(survey("/yw/"))).toMatchObject({
      code: "E_ROBOTS",
      next: expect.stringMatching(/another section/) as string,
    });
  });

  test("an address that is not public", async () => {
    const guarded = createClient({ userAgent: "caibian/0.1" });

    expect(await thrownBy(survey("/", { client: guarded }))).toMatchObject({
      code: "E_ADDRESS",
      next: expect.stringMatching(/--allow/) as string,
    });
    await guarded.close();
  });

  test("a guard's page", async () => {
    serve("/", "<script>var __jsl_clearance = 1</script>", "text/html", 521);

    expect(await thrownBy(survey("/"))).toMatchObject({
      code: "E_BLOCKED",
      next: expect.stringMatching(/not circumvented/) as string,
    });
  });

  test("an address that we may not ask, by its own name", async () => {
    const strict = createClient({ userAgent: "caibian-test/1" });

    expect(await thrownBy(survey("/", { client: strict }))).toMatchObject({ code: "E_ADDRESS" });
    await strict.close();
  });

  test("a page that is not there, or holds nothing", async () => {
    serve("/empty", "<body><p>这里什么也没有</p></body>");

    expect(await thrownBy(survey("/none"))).toMatchObject({ code: "E_STATUS_404" });
    expect(await thrownBy(survey("/empty"))).toMatchObject({ code: "E_NO_LIST" });
  });

  test("a server that is ill is asked for its robots.txt once", async () => {
    let times = 0;
    site.handle("/robots.txt", (_, response) => response.writeHead(500).end(String(++times)));

    expect(await thrownBy(survey("/"))).toMatchObject({ code: "E_STATUS_500", next: "Try again later." });
    expect(times).toBe(1);
  });

  test("a server that hangs up on robots.txt is asked for it once", async () => {
    let times = 0;
    site.handle("/robots.txt", (request) => {
      times++;
      request.socket.destroy();
    });

    expect(await thrownBy(survey("/"))).toMatchObject({ what: "The site does not answer now" });
    expect(times).toBe(1);
  });

  test("a server that is down", async () => {
    await site.close();

    expect(await thrownBy(survey("/"))).toMatchObject({ exitCode: 4 });
  });
});

test("a single look obeys robots.txt, and sees what it may", async () => {
  serve("/robots.txt", "User-agent: *\nDisallow: /private/", "text/plain");
  serve("/yw/", list("临溪要闻", 1));
  serve("/private/", list("内部", 1));
  const look = (path: string) =>
    lookAt(site.origin + path, { client, userAgent: "caibian-test/1", readArticle, delayMs: 0 });

  expect((await look("/yw/")).leads).toHaveLength(4);
  expect(await thrownBy(look("/private/"))).toMatchObject({ code: "E_ROBOTS" });
  expect(site.requests.map(({ url }) => url)).not.toContain("/private/");
});
