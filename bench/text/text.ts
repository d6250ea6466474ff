// Question: how much of a page's text is right on sites that the parser was never fitted to? Every page of the shared
// corpus is read three ways: by the rules alone, with a line model fitted without the page's site, and as shipped.
import { parse } from "@caibian/parser";

import { readCorpus } from "../../packages/parser/training/corpus.ts";
import { readInvented } from "../../packages/parser/training/invented.ts";
import { kFold } from "../../packages/parser/training/k-fold.ts";
import { findCorpus } from "../measure/corpus.ts";
import { figureOf, type BenchResult, type Figure } from "../measure/result.ts";
import { scoreGroups } from "../measure/score.ts";

const FOLDS = 5;
const COLUMNS = ["shingle", ">=.95", "<.5"] as const;
const GROUPS = ["all zh", "regional+gov zh", "not zh"] as const;

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
  for (const [way, results] of Object.entries(ways)) {
    const scores = scoreGroups(corpus, results);
    for (const group of GROUPS)
      for (const column of COLUMNS)
        figures[`${way}, ${group}, ${column}`] = figureOf([scores[group]?.[column] ?? Number.NaN], "mean");
  }
  return {
    bench: "text",
    figures,
    ratios: {},
    notes: [
      `${pages.length} pages with gold text and a body, ${FOLDS} folds of whole sites; a page with gold text and no ` +
        "body counts 0 in every way",
    ],
  };
}
