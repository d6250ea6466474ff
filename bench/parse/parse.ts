// Question: what does a page cost from bytes to Article, beside decoding and loading it alone, and beside the peers?
// Ours and the others take turns page by page; each page counts with its least time over the passes.
import { setImmediate } from "node:timers/promises";
import { decode } from "@caibian/page";
import { parse } from "@caibian/parser";
import { load } from "cheerio/slim";

import { calibrate } from "../measure/calibrate.ts";
import { figureOf, type BenchResult, type Figure } from "../measure/result.ts";
import { readPages, type BenchPage } from "./pages.ts";
import { loadPeers, type Contender } from "./peers.ts";
import { threadsGain } from "./threads.ts";

const PASSES = 7;
const RUNS = 3;

/** The least time of each page by contender; pages that it did not try or threw on are left out. */
type Times = ReadonlyMap<string, ReadonlyMap<BenchPage, number>>;

/** The median page of each contender in three runs, and ratios over the pages that both did. */
export async function benchParse(): Promise<BenchResult> {
  const { pages, from } = readPages();
  const own: Contender[] = [
    { name: "ours", passes: PASSES, run: (page) => parse(page.bytes, { url: page.url }) },
    { name: "floor", passes: PASSES, run: (page) => load(decode(page.bytes, { url: page.url }).text) },
  ];
  const peers = await loadPeers();
  const runs: Times[] = [];
  const calibration: number[] = [];
  const gains: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    calibration.push(calibrate());
    gains.push(await threadsGain(pages));
    // Peers come after ours and floor, since the trees that they leave behind burden whoever comes next.
    runs.push(new Map([...(await timesOf(own, pages)), ...(await timesOf(peers, pages))]));
  }
  const contenders = [...own, ...peers];
  const figures: Record<string, Figure> = { calibration: figureOf(calibration, "ms") };
  for (const { name } of contenders)
    figures[name] = figureOf(
      runs.map((times) => medianOf(times, name)),
      "ms",
    );
  const ratios: Record<string, number> = { "ours/floor": ratioOf(runs, "ours", "floor") };
  for (const { name } of peers) ratios[`${name}/ours`] = ratioOf(runs, name, "ours");
  ratios["threads-gain"] = figureOf(gains, "").median;
  ratios["ours/calibration"] = rounded((figures["ours"]?.median ?? 0) / (figures["calibration"]?.median ?? 1));
  return { bench: "parse", figures, ratios, notes: [about(pages, from), ...failures(runs, peers, pages)] };
}

async function timesOf(contenders: readonly Contender[], pages: readonly BenchPage[]): Promise<Times> {
  const times = new Map(contenders.map(({ name }) => [name, new Map<BenchPage, number>()]));
  for (let pass = 0; pass < PASSES; pass++) {
    for (const [at, page] of pages.entries()) {
      for (const contender of contenders) {
        if (pass >= contender.passes || at % (contender.every ?? 1) !== 0) continue;
        const ms = await timeOf(contender, page);
        // jsdom frees a window in a later turn of the event loop.
        if (contender.passes < PASSES) await setImmediate();
        const known = times.get(contender.name);
        if (ms !== null) known?.set(page, Math.min(known.get(page) ?? Infinity, ms));
      }
    }
  }
  return times;
}

/** Milliseconds of one call, or null where it threw: some peers do on some pages. */
async function timeOf(contender: Contender, page: BenchPage): Promise<number | null> {
  const started = performance.now();
  try {
    const answer = contender.run(page);
    if (answer instanceof Promise) await answer;
  } catch {
    return null;
  }
  return performance.now() - started;
}

function medianOf(times: Times, name: string, among?: ReadonlyMap<BenchPage, number>): number {
  const own = times.get(name) ?? new Map<BenchPage, number>();
  return figureOf(
    [...own].flatMap(([page, ms]) => (among === undefined || among.has(page) ? [ms] : [])),
    "ms",
  ).median;
}

/** `a / b`, of their medians over the pages that both did; the median of the runs. */
function ratioOf(runs: readonly Times[], a: string, b: string): number {
  const ratios = runs.map((times) => medianOf(times, a, times.get(b)) / medianOf(times, b, times.get(a)));
  return figureOf(ratios, "").median;
}

function about(pages: readonly BenchPage[], from: string): string {
  return (
    `${pages.length} pages of ${from}; least of ${PASSES} passes a page, median page, ${RUNS} runs; peers: ` +
    "readability-linkedom and mizchi 2 passes, the others 1 pass over every 4th page, jsdom every 8th; " +
    "a peer's ratio is over the pages that it did; threads-gain: two threads over what a spin loop gains"
  );
}

function failures(runs: readonly Times[], peers: readonly Contender[], pages: readonly BenchPage[]): string[] {
  const [first] = runs;
  return peers.flatMap(({ name, every = 1 }) => {
    const missing = Math.ceil(pages.length / every) - (first?.get(name)?.size ?? 0);
    return missing === 0 ? [] : [`${name} threw on ${missing} pages, which are left out of its figures`];
  });
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
