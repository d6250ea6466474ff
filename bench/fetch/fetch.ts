// Question: what does a page cost through the guarded client (deadline, caps, address guard, headers in lower case),
// beside undici's `request` and its body alone, with none of that? Ours and undici take turns; so do both forms.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { calibrate } from "../measure/calibrate.ts";
import { figureOf, ratioOf, type BenchResult, type Figure } from "../measure/result.ts";
import { runMeasured } from "../measure/run-measured.ts";

const PAGES = 3000;
const ROUNDS = 5;
const FORMS = ["plain", "gzip"] as const;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** CPU per page of both, five rounds each. */
export async function benchFetch(): Promise<BenchResult> {
  const server = spawn(process.execPath, ["--import", "tsx", here("page-server.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const costs = new Map<string, number[]>();
  const calibration: number[] = [];
  try {
    const [origin] = (await once(server.stdout.setEncoding("utf8"), "data")) as [string];
    for (let round = 0; round < ROUNDS; round++) {
      calibration.push(calibrate());
      for (const form of FORMS) {
        for (const who of ["ours", "undici"]) {
          const name = `${who} ${form}`;
          costs.set(name, [...(costs.get(name) ?? []), await costOf(who, form, origin.trim())]);
        }
      }
    }
  } finally {
    server.stdin.end();
  }
  const figures: Record<string, Figure> = { calibration: figureOf(calibration, "ms") };
  for (const [name, values] of costs) figures[name] = figureOf(values, "ms CPU/page");
  return {
    bench: "fetch",
    figures,
    ratios: Object.fromEntries(
      FORMS.map((form) => [`ours/undici ${form}`, ratioOf(figures[`ours ${form}`], figures[`undici ${form}`])]),
    ),
    notes: [`${PAGES} pages of 40 KB over 4 connections a round, after 500 to warm up; gzip is undone by both`],
  };
}

async function costOf(who: string, form: string, origin: string): Promise<number> {
  const args = ["--conditions=source", "--import", "tsx", here("ask-pages.ts"), who, form, String(PAGES), origin];
  const { stdout } = await runMeasured(args);
  return (JSON.parse(stdout) as { readonly msCpuPerPage: number }).msCpuPerPage;
}
