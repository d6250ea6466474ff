import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { runMeasured, type Usage } from "../measure/run-measured.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** What Crawlee used on one crawl, and how many stories it collected. */
export interface CrawleeRound {
  readonly usage: Usage;
  readonly pages: number;
}

/** Crawls from the start pages with the request queue in memory, or on disk as it does by default. */
export async function runCrawlee(starts: readonly string[], storage: "memory" | "disk"): Promise<CrawleeRound> {
  const folder = mkdtempSync(join(tmpdir(), "caibian-bench-"));
  try {
    const usage = await runMeasured([join(FOLDER, "crawlee.mjs"), storage, folder, ...starts]);
    return { usage, pages: collectedIn(usage.stdout) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The last line of a measured crawl says how many stories it collected. */
export function collectedIn(stdout: string): number {
  return (JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as { readonly collected: number }).collected;
}

/** Installs the peers from their own lock file, once. */
export function installPeers(): void {
  if (existsSync(join(FOLDER, "node_modules"))) return;
  const { status } = spawnSync("npm", ["ci", "--prefix", FOLDER], { stdio: "inherit" });
  if (status !== 0) throw new Error("the peers could not be installed: npm ci --prefix bench/peers");
}
