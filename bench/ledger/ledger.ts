// Question: how long does a newcomer wait for the embedded ledger, and what does it take?
// `first`: an empty folder, from the shipped one; `reopen`: the folder that this made. Each in a process of its own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { calibrate } from "../measure/calibrate.ts";
import { figureOf, ratioOf, type BenchResult } from "../measure/result.ts";
import { runMeasured, type Usage } from "../measure/run-measured.ts";

const ROUNDS = 5;
const OPEN = fileURLToPath(new URL("open.mjs", import.meta.url));

/** First start and reopen: milliseconds until the ledger answers, and peak memory. */
export async function benchLedger(): Promise<BenchResult> {
  const first: Usage[] = [];
  const again: Usage[] = [];
  const calibration: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const folder = mkdtempSync(join(tmpdir(), "caibian-bench-"));
    try {
      calibration.push(calibrate());
      first.push(await runMeasured([OPEN, join(folder, "data")]));
      again.push(await runMeasured([OPEN, join(folder, "data")]));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const figures = {
    calibration: figureOf(calibration, "ms"),
    first: figureOf(first.map(openMs), "ms"),
    "first rss": figureOf(
      first.map((usage) => usage.rssMb),
      "MB",
    ),
    reopen: figureOf(again.map(openMs), "ms"),
    "reopen rss": figureOf(
      again.map((usage) => usage.rssMb),
      "MB",
    ),
  };
  return {
    bench: "ledger",
    figures,
    ratios: { "first/calibration": ratioOf(figures.first, figures.calibration) },
    notes: ["bounds: first start ≤ 2500 ms and ≤ 400 MB"],
  };
}

function openMs(usage: Usage): number {
  return (JSON.parse(usage.stdout) as { readonly openMs: number }).openMs;
}
