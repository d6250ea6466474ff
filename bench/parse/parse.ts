// Question: what does a page cost from bytes to Article, beside decoding and loading it alone, and beside the peers?
// Ours and the others take turns page by page; each page counts with its least time over the passes.
import { decode } from "@caibian/page";
import { parse } from "@caibian/parser";
import { load } from "cheerio/slim";

import { calibrate } from "../measure/calibrate.ts";
import { figureOf, ratioOf, type BenchResult, type Figure } from "../measure/result.ts";
import { readPages, type BenchPage } from "./pages.ts";
import { loadPeers, type Contender } from "./peers.ts";

const PASSES = 7;
const RUNS = 3;

/** The median page of each contender in three runs, and ratios of the medians. */
export async function benchParse(): Promise<BenchResult> {
  const { pages, from } = readPages();
  const notes = [
    `${pages.length} pages of ${from}; least of ${PASSES} passes a page (peers: 1 or 2; jsdom: every 6th page), median page`,
  ];
  const contenders: Contender[] = [
    { name: "ours", passes: PASSES, run: (page) => parse(page.bytes, { url: page.url }) },
    { name: "floor", passes: PASSES, run: (page) => load(decode(page.bytes, { url: page.url }).text) },
    ...(await loadPeers()),
  ];
  const medians = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  const calibration: number[] = [];
  let failures = 0;
  for (let run = 0; run < RUNS; run++) {
    calibration.push(calibrate());
    const least = contenders.map(() => pages.map(() => Infinity));
    // Peers come after ours and floor, since the trees that they leave behind burden whoever comes next.
    for (const group of [contenders.slice(0, 2), contenders.slice(2)]) {
      for (let pass = 0; pass < PASSES; pass++) {
        pages.forEach((page, at) => {
          for (const contender of group) {
            if (pass >= contender.passes || at % (contender.every ?? 1) !== 0) continue;
            const ms = timeOf(contender, page);
            if (ms === null) failures++;
            const times = least[contenders.indexOf(contender)];
            if (times !== undefined) times[at] = Math.min(times[at] ?? Infinity, ms ?? Infinity);
          }
        });
      }
    }
    contenders.forEach(({ name }, which) => {
      const times = (least[which] ?? []).filter((ms) => ms < Infinity);
      medians.get(name)?.push(figureOf(times, "ms").median);
    });
  }
  if (failures > 0) notes.push(`${failures} calls of peers threw; their pages are left out of their medians`);
  const figures: Record<string, Figure> = { calibration: figureOf(calibration, "ms") };
  for (const [name, runs] of medians) figures[name] = figureOf(runs, "ms");
  const ratios: Record<string, number> = { "ours/floor": ratioOf(figures["ours"], figures["floor"]) };
  for (const { name } of contenders.slice(2)) ratios[`${name}/ours`] = ratioOf(figures[name], figures["ours"]);
  ratios["ours/calibration"] = ratioOf(figures["ours"], figures["calibration"]);
  return { bench: "parse", figures, ratios, notes };
}

/** Milliseconds of one call, or null where it threw: some peers do on some pages. */
function timeOf(contender: Contender, page: BenchPage): number | null {
  const started = performance.now();
  try {
    contender.run(page);
  } catch {
    return null;
  }
  return performance.now() - started;
}
