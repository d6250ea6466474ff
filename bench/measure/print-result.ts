import { cpus, totalmem } from "node:os";

import type { BenchResult } from "./result.ts";

/** A table for people; with `json` the last line is the result as one JSON object. */
export function printResult(result: BenchResult, json: boolean): void {
  const [cpu] = cpus();
  console.log(
    `${cpu?.model ?? "?"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
  console.table(result.figures);
  console.table(result.ratios);
  for (const note of result.notes) console.log(note);
  if (json) console.log(JSON.stringify({ bench: result.bench, figures: result.figures, ratios: result.ratios }));
}
