// Question: how much of a page's text is right on sites that the parser was never fitted to? Every page of the shared
// corpus is read three ways: by the rules alone, with a line model fitted without the page's site, and as shipped.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "@caibian/parser";

import { readCorpus } from "../../packages/parser/training/corpus.ts";
import { readInvented } from "../../packages/parser/training/invented.ts";
import { kFold } from "../../packages/parser/training/k-fold.ts";
import { figureOf, type BenchResult, type Figure } from "../measure/result.ts";
import { findCorpus } from "../memory/site-pages.ts";

const FOLDS = 5;
const COLUMNS = ["shingle", ">=.95", "<.5"] as const;
const GROUPS = ["all zh", "regional+gov zh", "not zh"] as const;

type Scores = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The scorer's figures for the text, by group of pages. */
export async function benchText(): Promise<BenchResult> {
  const corpus = findCorpus();
  if (corpus === null) return { bench: "text", figures: {}, ratios: {}, notes: ["NOT RUN: shared/corpus is absent"] };
  const pages = readCorpus(corpus);
  const folds = kFold(pages, readInvented(), FOLDS);
  const shipped = pages.map(({ file, decoded }) => {
    const result = parse(decoded.text);
    return { file, text: result.ok ? result.article.text : "" };
  });
  const ways = {
    rules: folds.map(({ file, rules }) => ({ file, text: rules })),
    "unseen sites": folds.map(({ file, unseen }) => ({ file, text: unseen })),
    shipped,
  };
  const figures: Record<string, Figure> = {};
  for (const [way, lines] of Object.entries(ways)) {
    const scores = score(corpus, lines);
    for (const group of GROUPS)
      for (const column of COLUMNS)
        figures[`${way}, ${group}, ${column}`] = figureOf([scores[group]?.[column] ?? Number.NaN], "mean");
  }
  return {
    bench: "text",
    figures,
    ratios: {},
    notes: [`${pages.length} pages, ${FOLDS} folds of whole sites; pages without a body or gold text are left out`],
  };
}

function score(corpus: string, lines: readonly { readonly file: string; readonly text: string }[]): Scores {
  const folder = mkdtempSync(join(tmpdir(), "caibian-text-"));
  try {
    const results = join(folder, "results.ndjson");
    writeFileSync(results, lines.map((line) => JSON.stringify(line)).join("\n"));
    const out = execFileSync(process.execPath, [join(corpus, "score.mjs"), results, "--corpus", corpus, "--json"]);
    return JSON.parse(out.toString()) as Scores;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
