import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createClient, type Client } from "@caibian/http";
import { sourceSchema, type Page, type Source } from "@caibian/schema";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { openArchive, type Archive } from "../archive/archive.ts";
import { startLoopback, type Loopback } from "../loopback.test-server.ts";
import { createHosts, type Hosts } from "../pace/hosts.ts";
import { MACHINE_TIME } from "../pace/host-time.ts";
import type { Doors, VisitEvent } from "./doors.ts";
import { MemoryFrontier } from "./memory-frontier.test-double.ts";
import { parseRobots } from "../robots/robots.ts";
import type { Renderer } from "../render/renderer.ts";
import type { RobotsCache } from "./robots-gate.ts";
import { visit } from "./visit.ts";

const MORNING = Date.parse("2026-06-08T10:00:00+08:00");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let server: Loopback;
let client: Client;
let archive: Archive;
let folder: string;
let frontier: MemoryFrontier;
let events: VisitEvent[];
let nowMs: number;
let hosts: Hosts;
let robots: RobotsCache;
let visits = 0;

beforeEach(async () => {
  server = await startLoopback();
  const at = `127.0.0.1:${server.port}`;
  client = createClient({
    userAgent: "caibian/0.1",
    allow: ["127.0.0.1"],
    resolve: { "a.test": at, "b.test": at },
  });
  folder = await mkdtemp(join(tmpdir(), "caibian-polite-"));
  archive = await openArchive(folder);
  frontier = new MemoryFrontier();
  events = [];
  robots = new Map();
  // The day stands still, the seconds run: a Visit waits for real.
  const start = Date.now();
  nowMs = MORNING;
  hosts = createHosts({ time: { ...MACHINE_TIME, now: () => nowMs + Date.now() - start } });
});
afterEach(async () => {
  await hosts.close();
  await client.close();
  await archive.close();
  await server.close();
  await rm(folder, { recursive: true });
});

const sourceOf = (limits: object = {}): Source =>
  sourceSchema.parse({ id: "s", start: ["http://a.test/list/"], limits: { delayMs: 0, ...limits } });

const note = (event: VisitEvent): void => void events.push(event);

/** Runs a Visit to its end and commits every Page; answers the paths that were given out. */
async function run(source: Source = sourceOf(), more: Partial<Doors> = {}): Promise<readonly string[]> {
  const ref = { id: `v${++visits}`, sourceId: "s", startedAt: "2026-06-08T10:00:00+08:00", recheckAll: false };
  const doors: Doors = {
    client,
    frontier,
    archive,
    visit: ref,
    userAgent: "caibian/0.1",
    hosts,
    robots,
    report: note,
    ...more,
  };
  const pages: Page[] = [];
  for await (const page of visit(source, { now: () => nowMs, ...doors })) {
    frontier.commit(ref, page);
    pages.push(page);
  }
  return pages.map(({ url }) => new URL(url).pathname);
}

function serve(path: string, text: string, status = 200): void {
  server.handle(path, (_, response) =>
    response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(text),
  );
}
const storyPath = (n: number): string => `/n/t20260601_${1000 + n}.html`;
/** A list of so many stories, and the stories. */
function serveStories(count: number): void {
  const items = Array.from({ length: count }, (_, n) => {
    serve(storyPath(n), `<h1>本地新闻第${n}条</h1>`);
    return `<li><a href="${storyPath(n)}">本地新闻第${n}条的标题文字</a><span>2026-06-01</span></li>`;
  });
  serve("/list/", `<ul>${items.join("")}</ul>`);
}
const GUARD_PAGE = "<script>document.cookie='__jsl_clearance=1'</script>";
const asked = (): readonly string[] => server.requests.map(({ url }) => url ?? "");
const givenUp = (): readonly VisitEvent[] => events.filter(({ kind }) => kind === "host-given-up");

describe("a host that asks for time", () => {
  test("gets a short moment within the visit, and the lead loses no try", async () => {
    serveStories(2);
    const times: number[] = [];
    for (const path of [storyPath(0), storyPath(1)])
      server.handle(path, (_, response) => {
        times.push(performance.now());
        if (times.length === 1) response.writeHead(429, { "retry-after": "1" }).end();
        else response.end("<h1>到了</h1>");
      });

    expect(await run()).toHaveLength(2);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(1000);
    expect(frontier.failures).toEqual([]);
  });

  test("and then for more has failed the lead that it was asked for", async () => {
    serveStories(2);
    server.handle(storyPath(0), (_, response) => response.writeHead(429).end());
    const quick = createHosts({ time: { now: () => nowMs, sleep: async (ms) => void (nowMs += ms) } });

    expect(await run(sourceOf(), { hosts: quick })).toEqual([]);
    expect(asked().filter((path) => path === storyPath(0))).toHaveLength(2);
    expect(frontier.failures).toMatchObject([{ isHosts: true, url: `http://a.test${storyPath(0)}` }]);
    await quick.close();
  });

  test("gets it in later visits too, whatever asks, and a person does not hurry it", async () => {
    serveStories(2);
    server.handle(storyPath(0), (_, response) => response.writeHead(503, { "retry-after": "7200" }).end());
    await run();
    serve(storyPath(0), "<h1>到了</h1>");
    server.requests.length = 0;
    events.length = 0;

    nowMs += HOUR;
    expect(await run(sourceOf(), { byHand: true })).toEqual([]);
    expect(asked()).toEqual([]);
    expect(givenUp()).toEqual([
      {
        kind: "host-given-up",
        host: "a.test",
        cause: "throttled",
        reason: "it asked for time",
        until: expect.stringMatching(/^2026-06-08T12:00:0\d\+08:00$/),
      },
    ]);
    nowMs += HOUR;
    expect(await run()).toHaveLength(2);
    expect([...frontier.leads.values()].map(({ attempts }) => attempts)).toEqual([0, 0]);
  });
});

describe("a guard's page", () => {
  test("stops every request to its host at once, for longer each time, and no lead pays for it", async () => {
    serveStories(3);
    for (const n of [0, 1, 2]) serve(storyPath(n), GUARD_PAGE, 521);

    expect(await run()).toEqual([]);
    expect(givenUp()).toMatchObject([{ cause: "blocked:jsl", until: expect.stringMatching(/^2026-06-08T11:00/) }]);
    const before = asked().length;
    nowMs += HOUR - MINUTE - 1000;
    expect(await run(sourceOf(), { byHand: true })).toEqual([]);
    expect(asked()).toHaveLength(before);

    nowMs += MINUTE + 2000;
    await run();
    expect(asked().slice(before)).toEqual(["/list/", storyPath(1)]);
    expect(givenUp().at(-1)).toMatchObject({ until: expect.stringMatching(/^2026-06-08T17:00/) });
    expect([...frontier.leads.values()].map(({ attempts }) => attempts)).toEqual([0, 0, 0]);
  });

  test("that always stands for one URL comes after all else, and is given up", async () => {
    serveStories(3);
    serve(storyPath(0), GUARD_PAGE, 521);
    await run();
    const days: (readonly string[])[] = [];

    for (let day = 1; day <= 7; day++) {
      nowMs += 25 * HOUR;
      serveStories(3 + day);
      serve(storyPath(0), GUARD_PAGE, 521);
      const before = asked().length;
      await run();
      days.push(asked().slice(before));
    }

    expect(days[0]).toEqual(["/robots.txt", "/list/", storyPath(1), storyPath(2), storyPath(3), storyPath(0)]);
    expect(days[6]).toEqual(["/robots.txt", "/list/", storyPath(9)]);
    // The first visit met it before any other story: that spoke of the host.
    expect(frontier.failures.map(({ isHosts }) => isHosts)).toEqual([true, false, false, false, false, false]);
    expect(frontier.failures.at(-1)).toMatchObject({ code: "E_BLOCKED", retryAt: null });
  });

  test("in place of the list ends the visit of that host", async () => {
    serve("/list/", "<title>安全验证</title><div id='slider'></div>");

    expect(await run()).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ kind: "failed", code: "E_BLOCKED" }));
    expect(givenUp()).toMatchObject([{ cause: "blocked:captcha" }]);
  });
});

test("a backlog on a host that is left alone does not stand before the others", async () => {
  const items = Array.from({ length: 200 }, (_, n) => {
    const host = n < 190 ? "b.test" : "a.test";
    serve(storyPath(n), `<h1>本地新闻第${n}条</h1>`);
    return `<li><a href="http://${host}${storyPath(n)}">本地新闻第${n}条的标题文字</a><span>2026-06-01</span></li>`;
  });
  serve("/list/", `<ul>${items.join("")}</ul>`);
  serve(storyPath(0), "<h1>您的访问被拦截</h1>", 403);

  expect(await run()).toHaveLength(10);
  expect(asked()).not.toContain(storyPath(1));
});

describe("limits of the day", () => {
  test("a budget is kept over visits on schedule, robots.txt and lists counted; by hand it is told", async () => {
    serveStories(6);
    const source = sourceOf({ maxPagesPerDay: 5 });

    expect(await run(source)).toHaveLength(3);
    expect(await run(source)).toEqual([]);
    expect(givenUp().at(-1)).toMatchObject({ cause: "budget", until: "2026-06-09T00:00:00+08:00" });
    expect(asked()).toHaveLength(5);

    expect(await run(source, { byHand: true })).toHaveLength(3);
    expect(events).toContainEqual({
      kind: "host-warning",
      host: "a.test",
      text: expect.stringContaining("limits.maxPagesPerDay"),
    });
  });

  test("hours of the day hold on schedule; by hand they are told", async () => {
    serveStories(1);
    const source = sourceOf({ hours: "22:00-06:00" });

    expect(await run(source)).toEqual([]);
    expect(givenUp()).toMatchObject([{ cause: "hours", until: "2026-06-08T22:00:00+08:00" }]);
    expect(asked()).toEqual([]);
    expect(await run(source, { byHand: true })).toHaveLength(1);
    nowMs += 12 * HOUR;
    serveStories(2);
    expect(await run(source)).toHaveLength(1);
  });
});

const serveRobots = (status: number): void =>
  server.handle("/robots.txt", (_, response) =>
    response.writeHead(status, { "content-type": "text/plain" }).end("User-agent: *\nDisallow: /secret/"),
  );

describe("robots.txt", () => {
  test("a Crawl-delay beyond a minute is told", async () => {
    server.handle("/robots.txt", (_, response) =>
      response.writeHead(200, { "content-type": "text/plain" }).end("User-agent: *\nCrawl-delay: 3600"),
    );
    const stop = new AbortController();
    const report = (event: VisitEvent): void => {
      events.push(event);
      if (event.kind === "host-warning") stop.abort();
    };

    await run(sourceOf(), { report, signal: stop.signal });

    expect(events).toContainEqual({
      kind: "host-warning",
      host: "a.test",
      text: expect.stringContaining("60 s are kept"),
    });
  });

  test("a copy of less than a day serves while the server stumbles; then nothing is asked without rules", async () => {
    serveStories(1);
    serveRobots(200);
    await run();
    serveRobots(503);

    nowMs += 20 * HOUR;
    serveStories(2);
    expect(await run()).toHaveLength(1);
    nowMs += 5 * HOUR;
    serveStories(3);
    expect(await run()).toEqual([]);
    expect(givenUp()).toMatchObject([{ cause: "robots" }]);
    serveRobots(200);
    nowMs += 11 * MINUTE;
    expect(await run()).toHaveLength(1);
  });
});

describe("a guard's page in place of robots.txt", () => {
  beforeEach(() => {
    serveStories(2);
    server.handle("/robots.txt", (_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<title>安全验证</title><div id='slider'></div>"),
    );
  });

  test("leaves nothing to be fetched where no rules are known", async () => {
    expect(await run()).toEqual([]);
    nowMs += 61 * MINUTE;
    serve("/list/", "");
    expect(await run()).toEqual([]);
    expect(asked()).toEqual(["/robots.txt", "/robots.txt"]);
  });

  test("leaves the rules as they were", async () => {
    robots.set("http://a.test", {
      robots: parseRobots("User-agent: *\nDisallow: /n/"),
      hadMs: nowMs - 13 * HOUR,
      askMs: nowMs - HOUR,
    });

    await run();
    expect(asked()).toEqual(["/robots.txt"]);
    expect(robots.get("http://a.test")?.robots?.allows("caibian", "http://a.test/n/1.html")).toBe(false);
  });
});

test("what a rendered page asks of another host waits for that host's gap, and for its robots.txt", async () => {
  serveStories(1);
  const gone: unknown[] = [];
  let waitedMs = 0;
  const signal = new AbortController().signal;
  const renderer: Renderer = {
    render: async (document, { allows, turn }) => {
      if (gone.length > 0) return document;
      expect(await allows("http://b.test/app.js")).toBe(true);
      const startedMs = performance.now();
      const had = await turn!("b.test", signal);
      waitedMs = performance.now() - startedMs;
      await had?.end({ kind: "blocked", guard: "waf" });
      gone.push(had && "asked", (await turn!("b.test", signal)) && "asked");
      return document;
    },
    close: () => Promise.resolve(),
  };

  await run({ ...sourceOf({ delayMs: 300 }), fetcher: "rendered" }, { renderer });

  expect(waitedMs).toBeGreaterThanOrEqual(250);
  expect(gone).toEqual(["asked", null]);
});

describe("a redirect", () => {
  test("is a request like any other: its host's gap is kept, and its host's rules", async () => {
    serveStories(1);
    const times: number[] = [];
    server.handle(storyPath(0), (_, response) => {
      times.push(performance.now());
      response.writeHead(302, { location: "/moved.html" }).end();
    });
    server.handle("/moved.html", (_, response) => {
      times.push(performance.now());
      response.end("<h1>新地址</h1>");
    });

    expect(await run(sourceOf({ delayMs: 200 }))).toEqual([storyPath(0)]);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(200);
  });

  test("to a host that is left alone uses the visit's pages, and its lead waits for that host", async () => {
    serveStories(20);
    for (let n = 0; n < 20; n++)
      server.handle(storyPath(n), (_, response) =>
        response.writeHead(302, { location: `http://b.test/b${n}.html` }).end(),
      );
    serve("/b0.html", "<h1>您的访问被拦截</h1>", 403);

    expect(await run(sourceOf({ maxPages: 5 }))).toEqual([]);
    expect(asked().filter((path) => path.startsWith("/n/"))).toHaveLength(4);
    expect(frontier.failures.map(({ code, isHosts }) => [code, isHosts])).toEqual([
      ["E_BLOCKED", true],
      ...Array.from({ length: 3 }, () => ["E_LEFT_ALONE", true]),
    ]);
    expect(frontier.failures[1]?.retryAt).toMatch(/^2026-06-08T11:00:0/);
  });

  test("of robots.txt to a host that is left alone is asked once", async () => {
    serveStories(5);
    await run(sourceOf({ maxPages: 1 }));
    robots.clear();
    server.handle("/robots.txt", ({ headers: { host } }, response) =>
      response.writeHead(host === "a.test" ? 302 : 404, { location: "http://b.test/b.html" }).end(),
    );
    serve("/b.html", "<h1>您的访问被拦截</h1>", 403);
    await run(sourceOf());
    nowMs += 11 * MINUTE;
    server.requests.length = 0;

    expect(await run(sourceOf())).toEqual([]);
    expect(asked()).toEqual(["/robots.txt"]);
  });

  test("to a URL with a user name is refused", async () => {
    serveStories(1);
    server.handle(storyPath(0), (_, response) => response.writeHead(302, { location: "http://u:p@a.test/x" }).end());

    expect(await run()).toEqual([]);
    expect(frontier.failures).toMatchObject([{ code: "E_URL", message: expect.not.stringContaining("u:p") }]);
  });

  test("that goes round in circles is a failure of its page alone", async () => {
    serveStories(2);
    server.handle(storyPath(0), (_, response) => response.writeHead(302, { location: storyPath(0) }).end());

    expect(await run()).toEqual([storyPath(1)]);
    expect(frontier.failures).toMatchObject([{ code: "E_REDIRECTS" }]);
  });

  test("leaves its page's URL and tells where it led", async () => {
    serveStories(1);
    server.handle(storyPath(0), (_, response) => response.writeHead(301, { location: "http://b.test/other/" }).end());
    serve("/other/", "<h1>别处</h1>");
    const source = sourceOf();
    const pages: Page[] = [];
    const ref = { id: "r", sourceId: "s", startedAt: "2026-06-08T10:00:00+08:00", recheckAll: false };
    for await (const page of visit(source, { client, frontier, archive, visit: ref, userAgent: "caibian/0.1" }))
      pages.push(page);

    expect(pages).toMatchObject([{ url: `http://a.test${storyPath(0)}`, finalUrl: "http://b.test/other/" }]);
    expect(asked()).toContain("/other/");
  });
});
