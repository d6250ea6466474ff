import { CONTEXT_COLUMNS, contextFeatures, HOPELESS } from "../src/model/context-features.ts";
import { Predictor, type Forest } from "../src/model/forest.ts";
import { LexiconCounter } from "../src/model/lexicon.ts";
import { isHopeless, LINE_COLUMNS, lineFeatures } from "../src/model/line-features.ts";
import { reachOf } from "../src/model/reach.ts";
import { RULES_WORTH } from "../src/model/revise.ts";
import { ruleMarks, signsOf } from "../src/model/signs.ts";
import type { SpeechModel } from "../src/model/speech.ts";
import { boost, type BoostOptions, type Table } from "./boost.ts";
import { foldsOf, type KnownPage } from "./corpus.ts";
import { trainSpeech, type SpeechExample } from "./speech.ts";

/** The three parts of a model, as they are fitted. */
export interface FittedModel {
  readonly speech: SpeechModel;
  readonly first: Forest;
  readonly second: Forest;
}

const COMMON = { rate: 0.15, lambda: 2, leafWeight: 3, rowShare: 0.7, columnShare: 0.5, seed: 1 };
const FIRST: BoostOptions = { ...COMMON, trees: 60, depth: 5 };
const SECOND: BoostOptions = { ...COMMON, trees: 80, depth: 3 };
const FOLDS = 5;
/** A line of the gold that speaks about the site as surely as this is a fault of the gold. */
const FAULTY_SPEECH = 1.5;
const INVENTED_WEIGHT = 4;

/**
 * Fits the model. What the second forest reads of the first, and both of the speech model, was said by models that
 * had not seen the page's site: each part is fitted on folds of sites first, and on all pages at last.
 */
export function fit(pages: readonly KnownPage[], invented: readonly string[]): FittedModel {
  const sites = siteWeights(pages);
  const folds = foldsOf(pages, FOLDS);
  const within = (fold: number): readonly KnownPage[] => pages.filter(({ site }) => folds.get(site) === fold);
  const without = (fold: number): readonly KnownPage[] => pages.filter(({ site }) => folds.get(site) !== fold);
  const read = new Map<KnownPage, PageRows>();
  for (let fold = 0; fold < FOLDS; fold++) {
    const speech = trainSpeech(speechExamples(without(fold), invented, sites));
    for (const page of within(fold)) read.set(page, rowsOf(page, speech));
  }
  const firstTable = (chosen: readonly KnownPage[]): Table => tableOf(chosen, sites, read, "line");
  for (let fold = 0; fold < FOLDS; fold++) {
    const predictor = new Predictor(boost(firstTable(without(fold)), FIRST));
    for (const page of within(fold)) addContext(page, predictor, read);
  }
  return {
    speech: trainSpeech(speechExamples(pages, invented, sites)),
    first: boost(firstTable(pages), FIRST),
    second: boost(tableOf(pages, sites, read, "context"), SECOND),
  };
}

interface PageRows {
  readonly line: Float32Array;
  readonly speech: Float32Array;
  readonly rules: Uint8Array;
  context: Float32Array;
}

function rowsOf({ ruled }: KnownPage, model: SpeechModel): PageRows {
  const whole = { from: 0, to: ruled.page.lines.length };
  const signs = signsOf(ruled, model, whole);
  const { speech, rules } = signs;
  return { line: lineFeatures(ruled.page, signs, whole), speech, rules, context: new Float32Array() };
}

function addContext(page: KnownPage, predictor: Predictor, read: ReadonlyMap<KnownPage, PageRows>): void {
  const rows = read.get(page);
  if (rows === undefined) return;
  const { lines } = page.ruled.page;
  const odds = new Float32Array(lines.length).fill(HOPELESS);
  const { from, to } = reachOf(page.ruled.body, lines.length);
  for (const line of lines.slice(from, to))
    if (!isHopeless(line)) odds[line.index] = predictor.predict(rows.line, line.index * LINE_COLUMNS);
  const { scores, body } = page.ruled;
  const verdict = { odds, scores: scores.lines, kept: keptOf(page), body };
  rows.context = contextFeatures(page.ruled.page, rows.line, verdict);
}

function keptOf({ ruled }: KnownPage): Uint8Array {
  const kept = new Uint8Array(ruled.page.lines.length);
  for (const { line } of ruled.stripped.kept) kept[line.index] = 1;
  return kept;
}

/** Sites with many pages count less a page, so that they do not drown the others. */
function siteWeights(pages: readonly KnownPage[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { site } of pages) counts.set(site, (counts.get(site) ?? 0) + 1);
  return new Map([...counts].map(([site, count]) => [site, count ** -0.5]));
}

function tableOf(
  pages: readonly KnownPage[],
  sites: ReadonlyMap<string, number>,
  read: ReadonlyMap<KnownPage, PageRows>,
  kind: "line" | "context",
): Table {
  const columns = kind === "line" ? LINE_COLUMNS : CONTEXT_COLUMNS;
  const examples = pages.flatMap((page) => examplesOf(page, sites, read, kind));
  const table = {
    columns,
    rows: examples.length,
    values: new Float32Array(examples.length * columns),
    targets: Float32Array.from(examples, ({ target }) => target),
    weights: Float32Array.from(examples, ({ weight }) => weight),
    ...(kind === "context" ? { margins: Float32Array.from(examples, ({ margin }) => margin) } : {}),
  };
  for (const [row, { rows, index }] of examples.entries())
    table.values.set(rows[kind].subarray(index * columns, (index + 1) * columns), row * columns);
  return table;
}

interface Example {
  readonly rows: PageRows;
  readonly index: number;
  readonly target: number;
  readonly weight: number;
  readonly margin: number;
}

function examplesOf(
  page: KnownPage,
  sites: ReadonlyMap<string, number>,
  read: ReadonlyMap<KnownPage, PageRows>,
  kind: "line" | "context",
): Example[] {
  const rows = read.get(page);
  if (rows === undefined) return [];
  const { lines } = page.ruled.page;
  const reach = reachOf(page.ruled.body, lines.length);
  const kept = keptOf(page);
  const story = lines.reduce((sum, line, i) => sum + (page.labels[i] === "story" ? line.weight : 0), 0);
  // Errors are counted against the length of the story: a line of a brief weighs more.
  const scale = (sites.get(page.site) ?? 1) / Math.sqrt(story + 100);
  return lines.flatMap((line, index) => {
    const label = page.labels[index];
    if (label === undefined || label === "ignore" || isHopeless(line)) return [];
    if (kind === "context" && (index < reach.from || index >= reach.to)) return [];
    const isStory = label === "story";
    const isFaulty = isStory && (rows.rules[index] === 2 || (rows.speech[index] ?? 0) > FAULTY_SPEECH);
    if (isFaulty) return [];
    return [
      {
        rows,
        index,
        target: isStory ? 1 : 0,
        weight: (3 + line.weight) ** 0.6 * scale,
        margin: kept[index] === 1 ? RULES_WORTH : -RULES_WORTH,
      },
    ];
  });
}

const COUNTER = new LexiconCounter();
const FEWEST_WORDS = 3;
const LIGHTEST = 10;

/** News lines of the stories, and against them the invented lines and what rules or words mark outside the stories. */
function speechExamples(
  pages: readonly KnownPage[],
  invented: readonly string[],
  sites: ReadonlyMap<string, number>,
): SpeechExample[] {
  const examples: SpeechExample[] = invented.map((text) => ({ text, target: 1, weight: INVENTED_WEIGHT }));
  for (const page of pages) {
    const weight = sites.get(page.site) ?? 1;
    const whole = { from: 0, to: page.ruled.page.lines.length };
    const rules = ruleMarks(page.ruled.page, whole);
    for (const line of page.ruled.page.lines) {
      const { index, text } = line;
      if (line.weight < LIGHTEST || page.labels[index] === "ignore") continue;
      if (page.labels[index] === "story") examples.push({ text, target: 0, weight: weight / 2 });
      else if (line.linkLength <= text.length / 2) {
        const words = COUNTER.count(text, 300).reduce((sum, count) => sum + count, 0);
        if (rules[index] !== 0 || words >= FEWEST_WORDS) examples.push({ text, target: 1, weight: weight * 2 });
      }
    }
  }
  return examples;
}
