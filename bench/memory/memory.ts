// Question: what does a site's memory add? For each site with five pages or more in the shared corpus every page is
// parsed alone and with what was learnt from the site's other pages, and both are scored.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, remember, type PageTrace } from "@caibian/parser";

import { figureOf, type BenchResult, type Figure } from "../measure/result.ts";
import { findCorpus, readSitePages, type SitePage } from "./site-pages.ts";

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

/** What the shared scorer says of one page. */
type Row = Readonly<Record<string, number>>;

/** Means over the pages without and with memory, pages that moved, and what asking a memory costs. */
export async function benchMemory(): Promise<BenchResult> {
  const corpus = findCorpus();
  if (corpus === null) return { bench: "memory", figures: {}, ratios: {}, notes: ["NOT RUN: shared/corpus is absent"] };
  const all = readSitePages(corpus);
  const sites = [...new Set(all.map(({ site }) => site))]
    .map((site) => all.filter((page) => page.site === site))
    .filter((pages) => pages.length >= FEWEST_PAGES);
  const alone: string[] = [];
  const remembered: string[] = [];
  const times = { alone: [] as number[], remembered: [] as number[] };
  let changed = 0;
  let bytes = 0;
  for (const pages of sites) {
    const traces = pages.map(traceOf);
    for (const [i, page] of pages.entries()) {
      const others = traces.filter((trace, at): trace is PageTrace => at !== i && trace !== null);
      const memory = remember(null, others);
      bytes = Math.max(bytes, Buffer.byteLength(JSON.stringify(memory)));
      alone.push(lineOf(page, times.alone, () => parse(page.bytes, { url: page.url })));
      const line = lineOf(page, times.remembered, () => parse(page.bytes, { url: page.url, memory }));
      if (line.includes('"layout-changed"')) changed++;
      remembered.push(line);
    }
  }
  const [before, after] = [score(corpus, alone), score(corpus, remembered)];
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

function traceOf(page: SitePage): PageTrace | null {
  const result = parse(page.bytes, { url: page.url, trace: true });
  return result.ok ? (result.trace ?? null) : null;
}

function lineOf(page: SitePage, times: number[], run: () => ReturnType<typeof parse>): string {
  run();
  const started = performance.now();
  const result = run();
  times.push(performance.now() - started);
  return JSON.stringify({ file: page.file, article: result.ok ? result.article : null });
}

/** The scorer's rows of these results, by page; it prints those of Chinese pages. */
function score(corpus: string, lines: readonly string[]): ReadonlyMap<string, Row> {
  const folder = mkdtempSync(join(tmpdir(), "caibian-memory-"));
  try {
    const file = join(folder, "results.ndjson");
    writeFileSync(file, lines.join("\n"));
    const ids = new Set(lines.map((line) => idOf((JSON.parse(line) as { readonly file: string }).file)));
    const printed = execFileSync(process.execPath, [join(corpus, "score.mjs"), file, "--worst", "9999"], {
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    const rows = new Map<string, Row>();
    for (const line of printed.split("\n")) {
      const [id, row] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)];
      if (ids.has(id)) rows.set(id, JSON.parse(row) as Row);
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function idOf(file: string): string {
  return file
    .split("/")
    .slice(-2)
    .join("/")
    .replace(/\.html$/, "");
}

function meanOf(rows: ReadonlyMap<string, Row>, field: string): number {
  const values = [...rows.values()].flatMap((row) => row[field] ?? []);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function moved(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>): string[] {
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
