import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLedger } from "@caibian/ledger";
import { needServer, needShared, startCorpusSite, startPostgres, startRedis, type CorpusSite } from "@caibian/testkit";
import type { Article } from "@caibian/schema";

import { caibian } from "../support/command.ts";
import { allArticles } from "../support/workspace.ts";

const corpus = needShared("corpus", "flow: real pages through the whole pipeline");
const servers =
  needServer("postgres", "flow: real pages, PostgreSQL") && needServer("redis", "flow: real pages, Redis");

/** What became of every page. */
interface Outcome {
  /** Delivered records by page URL. */
  readonly delivered: ReadonlyMap<string, Article>;
  readonly quarantined: ReadonlyMap<string, readonly string[]>;
  /** Refusal code by page URL. */
  readonly refused: ReadonlyMap<string, string>;
}

interface GoldFile {
  readonly gold?: { readonly text?: string | null } | null;
  readonly score_text?: boolean;
}

describe.runIf(corpus !== null)("every real page is accounted for", () => {
  let site: CorpusSite;
  let folder: string;
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    site = await startCorpusSite(corpus ?? "", 6);
    folder = mkdtempSync(join(tmpdir(), "caibian-corpus-"));
  });

  afterAll(async () => {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function runOver(name: string, ledger: string, env: Record<string, string>): Promise<Outcome> {
    const home = join(folder, name);
    const configFile = `${home}.json`;
    const config = {
      ledger,
      archive: `${home}-warc`,
      sources: site.hosts.map((host, index) => ({
        id: `host${index}`,
        start: [host.start],
        limits: { delayMs: 0, concurrency: 2, maxPages: 5000 },
      })),
      stores: [{ id: "files", type: "jsonl", path: `${home}-out` }],
      network: { allow: ["127.0.0.1"] },
    };
    writeFileSync(configFile, JSON.stringify(config));
    const run = await caibian(["run", "--config", configFile, "--json"], { env });
    expect(run.stdout, run.stderr).toMatch(/^\{/);
    return readOutcome(ledger, join(`${home}-out`, "articles.jsonl"));
  }

  function expectAllAccounted(outcome: Outcome): void {
    const { delivered, quarantined, refused } = outcome;
    const lost = [...site.pages.keys()].filter(
      (url) => !delivered.has(url) && !quarantined.has(url) && !refused.has(url),
    );
    expect(lost).toEqual([]);
    for (const [url, flags] of quarantined) expect(flags.length, url).toBeGreaterThan(0);
    for (const [url, code] of refused) expect(code, url).toMatch(/^E_/);

    const withGold = [...site.pages].filter(([, page]) => hasGold(page.goldFile)).map(([url]) => url);
    const missing = withGold.filter((url) => !delivered.has(url));
    console.log(
      `pages ${site.pages.size}: delivered ${delivered.size}, quarantined ${quarantined.size}, refused ${refused.size}; ` +
        `of ${withGold.length} with gold not delivered: ${missing.map((url) => site.pages.get(url)?.key ?? url).join(" ")}`,
    );
    expect(missing.length / withGold.length).toBeLessThanOrEqual(0.05);
  }

  test("on the embedded default", { timeout: 300_000 }, async () => {
    const outcome = await runOver("embedded", join(folder, "data"), {});
    outcomes.push(outcome);

    expectAllAccounted(outcome);
    expect(outcome.delivered.size).toBeGreaterThan(0);
    console.log(scoreOf(outcome, site, folder, corpus ?? ""));
  });

  test.runIf(servers)("on PostgreSQL and Redis, with the same records", { timeout: 300_000 }, async () => {
    const postgres = await startPostgres();
    const redis = await startRedis({ aof: true });
    try {
      const outcome = await runOver("servers", postgres.url, { REDIS_URL: redis.url });

      expectAllAccounted(outcome);
      const [embedded] = outcomes;
      if (embedded === undefined) throw new Error("the embedded run did not come to an end: nothing to compare with");
      expect(hashes(outcome)).toEqual(hashes(embedded));
      expect(refusals(outcome)).toEqual(refusals(embedded));
    } finally {
      await redis.stop();
      await postgres.stop();
    }
  });
});

async function readOutcome(location: string, jsonl: string): Promise<Outcome> {
  const ledger = await openLedger({ location, role: "owner" });
  try {
    const delivered = new Map<string, Article>();
    const lines = readFileSync(jsonl, "utf8").trim().split("\n");
    for (const line of lines) {
      const article = JSON.parse(line) as Article;
      delivered.set(article.url ?? "", article);
    }
    expect(delivered.size, "one line a page").toBe(lines.length);
    const quarantined = new Map<string, readonly string[]>();
    for (const row of (await allArticles(ledger)).filter((one) => one.status === "quarantined")) {
      quarantined.set(row.url ?? "", (await ledger.article(row.id))?.quality.flags ?? []);
    }
    const refused = await ledger.refusedPages({ limit: 10_000 });
    return { delivered, quarantined, refused: new Map(refused.map((page) => [page.url, page.code])) };
  } finally {
    await ledger.close();
  }
}

const WEEK_MS = 7 * 86_400_000;

/** A time of this week was told from the moment of the fetch (3小時前), since the pages are older: no two runs agree. */
function hashes(outcome: Outcome): readonly string[] {
  return [...outcome.delivered]
    .map(([url, { id, contentHash, publishedAt, text }]) => {
      const isRelative = publishedAt !== null && Date.parse(publishedAt) > Date.now() - WEEK_MS;
      return `${url} ${id} ${isRelative ? text : contentHash}`;
    })
    .sort();
}

function refusals(outcome: Outcome): readonly string[] {
  return [...outcome.refused].map(([url, code]) => `${url} ${code}`).sort();
}

function hasGold(goldFile: string): boolean {
  const page = JSON.parse(readFileSync(goldFile, "utf8")) as GoldFile;
  return page.score_text !== false && (page.gold?.text ?? "") !== "";
}

function scoreOf(outcome: Outcome, site: CorpusSite, folder: string, corpus: string): string {
  const results = join(folder, "results.ndjson");
  const lines = [...site.pages].map(([url, page]) =>
    JSON.stringify({ file: page.file, article: outcome.delivered.get(url) ?? null }),
  );
  writeFileSync(results, `${lines.join("\n")}\n`);
  return execFileSync(process.execPath, [join(corpus, "score.mjs"), results], { encoding: "utf8" });
}
