import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { openLedger } from "@caibian/ledger";
import { needServer, spawnUntil, startPostgres, startSite, type FixtureSite } from "@caibian/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { caibian, cleanEnv } from "../support/command.ts";
import { serverLedger } from "../support/server-ledger.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const CLEAN = { missed: [], lost: [], doubled: [], corrupt: [], stale: [] };
const DIE_AT = fileURLToPath(new URL("die-at.mjs", import.meta.url));
const LONG = { timeout: 400_000 };
const ARTICLES = 120;

let site: FixtureSite;
let origin: Workspace;
/** The archive that a first caibian wrote when it visited the site. */
let files: readonly string[];

beforeAll(async () => {
  site = await startSite({ articles: ARTICLES });
  origin = makeWorkspace(site, await serverLedger());
  await caibian(["run", "--config", origin.configFile]);
  const folder = join(origin.folder, "warc");
  files = readdirSync(folder).map((name) => join(folder, name));
});

afterAll(async () => {
  await site.close();
  origin.remove();
});

interface Imported {
  readonly code: number | null;
  readonly counts: Record<string, number>;
  readonly problems: readonly { readonly code: string; readonly offset: number }[];
}

async function importInto(workspace: Workspace, args: readonly string[]): Promise<Imported> {
  const { code, stdout, stderr } = await caibian(["import", ...args, "--config", workspace.configFile, "--json"]);
  expect(stdout, stderr).toMatch(/^\{/);
  return { code, ...(JSON.parse(stdout) as Omit<Imported, "code">) };
}

/** Where the process dies: around its commits, and after a Store's write. */
const POINTS = [
  ["commit-begins", 1],
  ["commit-ended", 1],
  ["commit-begins", 2],
  ["publish/batch-written", 2],
] as const;

/** Imports the site's archive into an empty ledger, with a kill at each point, and then to its end. */
async function importUnderKills(workspace: Workspace): Promise<{ readonly signals: readonly unknown[] }> {
  const signals = [];
  for (const [event, count] of POINTS) {
    const args = [DIE_AT, workspace.configFile, event, String(count), "import", ...files];
    const run = await spawnUntil({
      command: process.execPath,
      args,
      env: cleanEnv(),
      killAt: { afterMs: 110_000 },
      timeoutMs: 120_000,
    });
    expect(run.stderr).toBe("");
    signals.push(run.signal);
  }
  expect((await importInto(workspace, files)).code).toBe(0);
  const again = await importInto(workspace, files);
  expect(again.counts).toMatchObject({ stories: 0, published: 0, updated: 0, errors: 0 });
  return { signals };
}

const KILLED = POINTS.map(() => "SIGKILL");

test("killed around its commits and deliveries, it goes on: nothing is lost or doubled", LONG, async () => {
  const workspace = makeWorkspace(site);

  const { signals } = await importUnderKills(workspace);

  expect(signals).toEqual(KILLED);
  expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
  workspace.remove();
});

test.runIf(needServer("postgres", "import: PostgreSQL"))("the same on PostgreSQL", LONG, async () => {
  const postgres = await startPostgres();
  const workspace = makeWorkspace(site, { ledger: postgres.url, postgresStore: postgres.url });

  const { signals } = await importUnderKills(workspace);

  expect(signals).toEqual(KILLED);
  expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
  workspace.remove();
  await postgres.stop();
});

describe("an archive in an empty ledger", () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = makeWorkspace(site, await serverLedger());
  });
  afterAll(() => workspace.remove());

  test("a rehearsal reads everything and writes nothing", async () => {
    const { code, counts } = await importInto(workspace, [...files, "--dry-run"]);

    expect(code).toBe(0);
    expect(counts).toMatchObject({ stories: ARTICLES, published: ARTICLES, errors: 0, strayParts: 0 });
    expect(await workspace.accepted()).toEqual([]);
  });

  test("every article is there, whole and once, paged stories too, and in every Store", async () => {
    const { code, counts } = await importInto(workspace, files);

    expect(code).toBe(0);
    expect(counts).toMatchObject({ stories: ARTICLES, published: ARTICLES, quarantined: 0, refused: 0, errors: 0 });
    expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
  });

  test("the same again does nothing", async () => {
    const { counts } = await importInto(workspace, files);

    expect(counts).toMatchObject({ stories: 0, known: ARTICLES, published: 0, updated: 0 });
  });

  test("a visit afterwards finds all of it known, and an older copy undoes no correction", async () => {
    const [changed = ""] = site.ids();
    site.change(changed);
    const { stdout } = await caibian(["run", "--config", workspace.configFile, "--recheck", "--json"]);
    const { counts } = JSON.parse(stdout) as Imported;
    expect(counts).toMatchObject({ published: 0, updated: 1, withdrawn: 0, failed: 0 });

    const late = await importInto(workspace, files);

    expect(late.counts).toMatchObject({ published: 0, updated: 0 });
    expect(await workspace.audit(site.served())).toMatchObject(CLEAN);
  });
});

/** A response record as other crawlers write it: its time, its URL, a page. */
function response(url: string, html: string, type = "text/html", at = "2024-05-06T07:08:09Z"): Buffer {
  const body = Buffer.from(html);
  const http = `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n`;
  const head = `WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: ${at}\r\nWARC-Target-URI: ${url}\r\nContent-Length: ${Buffer.byteLength(http) + body.length}\r\n\r\n`;
  return gzipSync(Buffer.concat([Buffer.from(head + http), body, Buffer.from("\r\n\r\n")]));
}

function story(title: string): string {
  const text = "记者从现场了解到，今年以来全镇新修村道十二公里，架设路灯三百余盏，村民夜间出行更加安全。";
  return `<html><head><title>${title}_柳溪网</title></head><body><h1>${title}</h1><div class="info">2024-05-06 08:00 来源：柳溪网</div><div class="content"><p>${text}</p><p>下一步，镇里将继续完善管护办法，把道路交给各村理事会照看，让好路长久好用。</p></div></body></html>`;
}

test("a file of another crawler: broken members are errors, lists no articles, strangers go to `import`", async () => {
  const workspace = makeWorkspace(site, await serverLedger());
  const links = Array.from({ length: 30 }, (_, i) => `<li><a href="/a/${i}.html">镇里开会研究第${i}件事</a></li>`).join(
    "",
  );
  const damaged = response("http://liuxi.example/a/9.html", story("第九条"));
  damaged.fill(0, 40, 60);
  const file = join(workspace.folder, "CC-NEWS.warc.gz");
  writeFileSync(
    file,
    Buffer.concat([
      response("http://liuxi.example/a/1.html", story("柳溪镇新修村道十二公里")),
      response("http://liuxi.example/list/", `<html><title>新闻列表</title><ul>${links}</ul></html>`),
      response("http://liuxi.example/a.png", "PNG", "image/png"),
      damaged,
      response("http://liuxi.example/a/2.html", story("柳溪镇村道管护交给理事会"), "text/html", "2023-01-01T00:00:00Z"),
      Buffer.from("garbage at the end"),
    ]),
  );

  const { code, counts, problems } = await importInto(workspace, [file]);

  expect(code).toBe(1);
  expect(counts).toMatchObject({ stories: 3, published: 2, notPages: 1, errors: 2 });
  expect(counts["refused"]! + counts["quarantined"]!).toBe(1);
  expect(problems.map((problem) => problem.code)).toEqual(["E_WARC_GZIP", "E_WARC_FORMAT"]);
  const ledger = await openLedger({ location: workspace.ledger });
  const articles = await ledger.articles({ status: "usable" });
  await ledger.close();
  const facts = articles.map(({ url, sourceId, firstSeenAt }) => `${url} ${sourceId} ${firstSeenAt}`);
  expect(facts.toSorted()).toEqual([
    "http://liuxi.example/a/1.html import 2024-05-06T15:08:09+08:00",
    "http://liuxi.example/a/2.html import 2023-01-01T08:00:00+08:00",
  ]);
  workspace.remove();
});

test("options narrow what is taken, and wrong ones are told", async () => {
  const workspace = makeWorkspace(site, await serverLedger());
  const file = join(workspace.folder, "two.warc.gz");
  const [one, two] = ["http://liuxi.example/a/1.html", "http://liuxi.example/b/2.html"];
  writeFileSync(file, Buffer.concat([response(one, story("第一条消息")), response(two, story("第二条消息"))]));
  const [source] = JSON.parse(readFileSync(workspace.configFile, "utf8")).sources as { readonly id: string }[];

  const later = await importInto(workspace, [file, "--since", "2024-05-07", "--dry-run"]);
  const some = await importInto(workspace, [file, "--url-prefix", "http://liuxi.example/b/", "--source", source!.id]);
  const config = ["--config", workspace.configFile];
  const wrong = [
    await caibian(["import", file, "--source", "none", ...config]),
    await caibian(["import", join(workspace.folder, "none.warc.gz"), ...config]),
    await caibian(["import", file, "--since", "yesterday", ...config]),
  ];

  expect(later.counts).toMatchObject({ filtered: 2, stories: 0 });
  expect(some.counts).toMatchObject({ filtered: 1, published: 1 });
  expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2]);
  workspace.remove();
});
