import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the corpus's own scorer says of a page or of a group of pages, by its name for it. */
export type Scores = Readonly<Record<string, number>>;

const MOST_PRINTED = 1 << 26;

/** What an extractor made of a page: an Article, or a text alone. */
export interface PageResult {
  readonly file: string;
  readonly article?: unknown;
  readonly text?: string;
}

/** Means by group of pages. A page of the corpus without a result counts as a text of nothing. */
export function scoreGroups(corpus: string, results: readonly PageResult[]): Readonly<Record<string, Scores>> {
  return JSON.parse(runScorer(corpus, results, ["--json"])) as Readonly<Record<string, Scores>>;
}

/** Scores by page (`set/id`), of the Chinese pages among the results: the scorer prints no others. */
export function scorePages(corpus: string, results: readonly PageResult[]): ReadonlyMap<string, Scores> {
  const ids = new Set(results.map(({ file }) => idOf(file)));
  const rows = new Map<string, Scores>();
  for (const line of runScorer(corpus, results, ["--worst", "9999"]).split("\n")) {
    const gap = line.indexOf(" ");
    const id = line.slice(0, gap);
    if (ids.has(id)) rows.set(id, JSON.parse(line.slice(gap + 1)) as Scores);
  }
  return rows;
}

function runScorer(corpus: string, results: readonly PageResult[], flags: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "caibian-score-"));
  try {
    const file = join(folder, "results.ndjson");
    writeFileSync(file, results.map((result) => JSON.stringify(result)).join("\n"));
    return execFileSync(process.execPath, [join(corpus, "score.mjs"), file, "--corpus", corpus, ...flags], {
      encoding: "utf8",
      maxBuffer: MOST_PRINTED,
    });
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
