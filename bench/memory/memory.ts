// Question: what does a site's memory add? For each site with five pages or more in the shared corpus every page is
// parsed alone and with what was learnt from the site's other pages, and both are scored.
import { parse, remember, type PageTrace } from "@caibian/parser";
import type { Article } from "@caibian/schema";

import { findCorpus, readCorpusPages, type CorpusPage } from "../measure/corpus.ts";
import { figureOf, type BenchResult, type Figure } from "../measure/result.ts";
import { scorePages, type PageResult, type Scores } from "../measure/score.ts";

const FEWEST_PAGES = 5;
const FIELDS = [
  "shingle",
  "title",
  "minute",
  "source",
  "source wrong",
  "author",
  "author wrong",
  "editor",
  "editor wrong",
];

/** Means over the pages without and with memory, pages that moved, and what asking a memory costs. */
export async function benchMemory(): Promise<BenchResult> {
  const corpus = findCorpus();
  if (corpus === null) return { bench: "memory", figures: {}, ratios: {}, notes: ["NOT RUN: shared/corpus is absent"] };
  const all = readCorpusPages(corpus);
  const sites = [...new Set(all.map(({ site }) => site))]
    .map((site) => all.filter((page) => page.site === site))
    .filter((pages) => pages.length >= FEWEST_PAGES);
  const alone: PageResult[] = [];
  const remembered: PageResult[] = [];
  const times = { alone: [] as number[], remembered: [] as number[] };
  let changed = 0;
  let bytes = 0;
  for (const pages of sites) {
    const traces = pages.map(traceOf);
    for (const [i, page] of pages.entries()) {
      const others = traces.filter((trace, at): trace is PageTrace => at !== i && trace !== null);
      const memory = remember(null, others);
      bytes = Math.max(bytes, Buffer.byteLength(JSON.stringify(memory)));
      alone.push(timed(page, times.alone, () => parse(page.bytes, { url: page.url })));
      const result = timed(page, times.remembered, () => parse(page.bytes, { url: page.url, memory }));
      if (result.article?.quality.flags.includes("layout-changed") === true) changed++;
      remembered.push(result);
    }
  }
  const [before, after] = [scorePages(corpus, alone), scorePages(corpus, remembered)];
  const figures: Record<string, Figure> = {
    "alone, ms": figureOf(times.alone, "ms"),
    "with memory, ms": figureOf(times.remembered, "ms"),
    "largest memory": figureOf([bytes / 1024], "KiB"),
    "pages flagged layout-changed": figureOf([changed], "pages"),
  };
  for (const field of FIELDS) {
    const [without, having] = [meanOf(before, field), meanOf(after, field)];
    figures[`${field}, alone`] = figureOf([without], "mean");
    figures[`${field}, with memory`] = figureOf([having], "mean");
  }
  return {
    bench: "memory",
    figures,
    ratios: { "with memory/alone": ratio(meanOf(after, "shingle"), meanOf(before, "shingle")) },
    notes: [`${alone.length} pages of ${sites.length} sites, Chinese pages scored`, ...moved(before, after)],
  };
}

function traceOf(page: CorpusPage): PageTrace | null {
  const result = parse(page.bytes, { url: page.url, trace: true });
  return result.ok ? (result.trace ?? null) : null;
}

function timed(
  { file }: CorpusPage,
  times: number[],
  run: () => ReturnType<typeof parse>,
): PageResult & { readonly article: Article | null } {
  run();
  const started = performance.now();
  const result = run();
  times.push(performance.now() - started);
  return { file, article: result.ok ? result.article : null };
}

function meanOf(rows: ReadonlyMap<string, Scores>, field: string): number {
  const values = [...rows.values()].flatMap((row) => row[field] ?? []);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function moved(before: ReadonlyMap<string, Scores>, after: ReadonlyMap<string, Scores>): string[] {
  const notes: string[] = [];
  for (const [id, row] of before) {
    for (const field of FIELDS) {
      const change = (after.get(id)?.[field] ?? 0) - (row[field] ?? 0);
      if (Math.abs(change) < 0.002) continue;
      const isBetter = change > 0 !== field.endsWith("wrong");
      notes.push(
        `${isBetter ? "better" : "WORSE "} ${id} ${field} ${round(row[field] ?? 0)} to ${round((row[field] ?? 0) + change)}`,
      );
    }
  }
  return notes.sort();
}

function ratio(a: number, b: number): number {
  return round(a / b);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
