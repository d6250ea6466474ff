// Question: what does a page cost from HTTP to Store, beside Crawlee, which only collects?
// Ours does all of it: robots, discover, fetch, WARC, decode, parse, commit, queue, delivery to SQLite, embedded.
// The site runs in a process of its own: its CPU is not counted. Rounds alternate: ours, memory, disk.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configFor, spawnSite, type SiteProcess } from "@caibian/testkit";

import { calibrate } from "../measure/calibrate.ts";
import { figureOf, ratioOf, type BenchResult, type Figure } from "../measure/result.ts";
import { runMeasured, type Usage } from "../measure/run-measured.ts";
import { installPeers, runCrawlee } from "../peers/run-crawlee.ts";

const ARTICLES = 3500;
const PAGE_BYTES = 40_000;
const ROUNDS = 3;
/** Hosts whose articles hang on HTML lists: Crawlee's peer has no feed, sitemap or CDATA reader. */
const HOSTS = ["city.test", "county.test", "gov.test", "town.test"];

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Round {
  readonly usage: Usage;
  readonly pages: number;
}

/** CPU per page and pages per second, three rounds each. */
export async function benchPipeline(): Promise<BenchResult> {
  installPeers();
  const site = await spawnSite({ articles: ARTICLES, pageBytes: PAGE_BYTES });
  const starts = site.hosts.filter((host) => HOSTS.includes(host.name)).map((host) => host.start);
  const rounds: Record<string, Round[]> = { ours: [], "crawlee-memory": [], "crawlee-disk": [] };
  const calibration: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      calibration.push(calibrate());
      rounds["ours"]?.push(await runOurs(site));
      rounds["crawlee-memory"]?.push(await runCrawlee(starts, "memory"));
      rounds["crawlee-disk"]?.push(await runCrawlee(starts, "disk"));
    }
  } finally {
    await site.close();
  }
  const figures: Record<string, Figure> = { calibration: figureOf(calibration, "ms") };
  for (const [name, runs] of Object.entries(rounds)) {
    figures[name] = figureOf(
      runs.map(({ usage, pages }) => usage.cpuMs / pages),
      "ms CPU/page",
    );
    figures[`${name} rate`] = figureOf(
      runs.map(({ usage, pages }) => (pages * 1000) / usage.wallMs),
      "pages/s",
    );
    figures[`${name} rss`] = figureOf(
      runs.map(({ usage }) => usage.rssMb),
      "MB",
    );
  }
  const pages = Object.entries(rounds).map(([name, runs]) => `${name} ${runs.map((run) => run.pages).join("/")}`);
  return {
    bench: "pipeline",
    figures,
    ratios: {
      "ours/crawlee-memory": ratioOf(figures["ours"], figures["crawlee-memory"]),
      "ours/crawlee-disk": ratioOf(figures["ours"], figures["crawlee-disk"]),
      "ours/calibration": ratioOf(figures["ours"], figures["calibration"]),
    },
    notes: [`articles collected: ${pages.join(", ")}; pages of about ${PAGE_BYTES} bytes`],
  };
}

async function runOurs(site: SiteProcess): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), "caibian-bench-"));
  try {
    const config = configFor(site, {
      ledger: join(folder, "data"),
      stores: [{ id: "table", type: "sqlite", path: join(folder, "out.db") }],
      hosts: HOSTS,
      concurrency: 2,
    });
    writeFileSync(join(folder, "caibian.yaml"), JSON.stringify(config));
    const bin = here("../../packages/cli/dist/bin.js");
    const usage = await runMeasured([bin, "run", "--config", join(folder, "caibian.yaml"), "--json"]);
    const { counts } = JSON.parse(usage.stdout) as { readonly counts: { readonly delivered: number } };
    return { usage, pages: counts.delivered };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
