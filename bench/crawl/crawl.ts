// Question: what does it cost to gather a page, beside Crawlee, and how much memory does it take?
// 3,000 pages of 40 KB over four hosts. Ours does what a crawl that runs for years needs (see ours.mjs); the peer
// collects title and text by the same selectors and keeps them in memory. Rounds alternate. The site and PostgreSQL
// run in processes of their own: the server's CPU is a figure of its own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configFor, spawnSite, startPostgres, type SiteProcess } from "@caibian/testkit";

import { calibrate } from "../measure/calibrate.ts";
import { cpuOfChildren } from "../measure/cpu-of-children.ts";
import { figureOf, ratioOf, type BenchResult, type Figure } from "../measure/result.ts";
import { runMeasured, type Usage } from "../measure/run-measured.ts";
import { collectedIn, installPeers, runCrawlee } from "../peers/run-crawlee.ts";
import { fillFrontier } from "./fill-frontier.ts";

/** Stories over all seven hosts; 3,000 of them on the four below. */
const ARTICLES = 5250;
const PAGE_BYTES = 40_000;
const ROUNDS = 3;
const LEADS = 1_000_000;
/** Hosts whose articles hang on HTML lists: the peer has no feed, sitemap or CDATA reader. */
const HOSTS = ["city.test", "county.test", "gov.test", "town.test"];
const OURS = fileURLToPath(new URL("ours.mjs", import.meta.url));

interface Round {
  readonly usage: Usage;
  readonly pages: number;
  /** What PostgreSQL's processes used, in milliseconds of CPU. */
  readonly serverMs?: number;
}

/** CPU a page and peak memory; `--leads N` sets how many leads wait in the filled frontier (1,000,000). */
export async function benchCrawl(flags: readonly string[]): Promise<BenchResult> {
  const leads = flags.includes("--leads") ? Number(flags[flags.indexOf("--leads") + 1]) : LEADS;
  installPeers();
  const site = await spawnSite({ articles: ARTICLES, pageBytes: PAGE_BYTES });
  const rounds: Record<string, Round[]> = { ours: [], embedded: [], "crawlee-memory": [], "crawlee-disk": [] };
  const calibration: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      calibration.push(calibrate());
      rounds["ours"]?.push(await runOnServer(site, 0));
      rounds["crawlee-memory"]?.push(await peer(site, "memory"));
      rounds["embedded"]?.push(await runEmbedded(site));
      rounds["crawlee-disk"]?.push(await peer(site, "disk"));
    }
    rounds[`ours, ${leads} leads`] = [await runOnServer(site, leads)];
  } finally {
    await site.close();
  }
  return resultOf(rounds, calibration);
}

function resultOf(rounds: Readonly<Record<string, Round[]>>, calibration: readonly number[]): BenchResult {
  const figures: Record<string, Figure> = { calibration: figureOf(calibration, "ms") };
  for (const [name, runs] of Object.entries(rounds)) {
    const figure = (of: (run: Round) => number, unit: string): Figure => figureOf(runs.map(of), unit);
    figures[name] = figure(({ usage, pages }) => usage.cpuMs / pages, "ms CPU/page");
    figures[`${name} rate`] = figure(({ usage, pages }) => (pages * 1000) / usage.wallMs, "pages/s");
    figures[`${name} rss`] = figure(({ usage }) => usage.rssMb, "MB");
    if (runs[0]?.serverMs !== undefined)
      figures[`${name} server`] = figure(({ serverMs, pages }) => (serverMs ?? Number.NaN) / pages, "ms CPU/page");
  }
  const pages = Object.entries(rounds).map(([name, runs]) => `${name} ${runs.map((run) => run.pages).join("/")}`);
  return {
    bench: "crawl",
    figures,
    ratios: {
      "ours/crawlee-memory": ratioOf(figures["ours"], figures["crawlee-memory"]),
      "ours/crawlee-disk": ratioOf(figures["ours"], figures["crawlee-disk"]),
      "embedded/crawlee-memory": ratioOf(figures["embedded"], figures["crawlee-memory"]),
      "ours/calibration": ratioOf(figures["ours"], figures["calibration"]),
    },
    notes: [`stories collected: ${pages.join(", ")}; pages of about ${PAGE_BYTES} bytes`],
  };
}

async function runOnServer(site: SiteProcess, leads: number): Promise<Round> {
  const server = await startPostgres();
  try {
    if (leads > 0) await fillFrontier(server.url, sourcesOf(site), leads);
    const before = cpuOfChildren(server.pid);
    const round = await runOurs(site, server.url);
    return { ...round, serverMs: cpuOfChildren(server.pid) - before };
  } finally {
    await server.stop();
  }
}

async function runEmbedded(site: SiteProcess): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), "caibian-bench-"));
  try {
    return await runOurs(site, join(folder, "data"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runOurs(site: SiteProcess, ledger: string): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), "caibian-bench-"));
  try {
    const usage = await runMeasured([OURS, ledger, folder, JSON.stringify(sourcesOf(site))]);
    return { usage, pages: collectedIn(usage.stdout) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function peer(site: SiteProcess, storage: "memory" | "disk"): Promise<Round> {
  const starts = site.hosts.filter((host) => HOSTS.includes(host.name)).map((host) => host.start);
  return runCrawlee(starts, storage);
}

function sourcesOf(site: SiteProcess): readonly Record<string, unknown>[] {
  const { sources } = configFor(site, { ledger: "", stores: [], hosts: HOSTS, concurrency: 2 });
  return sources as readonly Record<string, unknown>[];
}
