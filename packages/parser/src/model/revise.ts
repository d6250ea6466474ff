import type { BodyRange } from "../locate/body.ts";
import type { Scores } from "../locate/score.ts";
import type { FoundTitle } from "../locate/title.ts";
import type { Box, Line, PageLines } from "../read/lines.ts";
import { isFieldLine } from "../strip/field-line.ts";
import { matchRule } from "../strip/match-rule.ts";
import type { RuleZone } from "../strip/rule.ts";
import type { KeptLine, StrippedBody } from "../strip/strip-body.ts";
import { keyOf } from "../text/fold.ts";
import { CONTEXT_COLUMNS, ContextFeatures, HOPELESS } from "./context-features.ts";
import type { Predictor } from "./forest.ts";
import { isHopeless, LINE_COLUMNS, lineFeatures, type PageSigns } from "./line-features.ts";
import { reachOf, type Reach } from "./reach.ts";
import { RowWriter } from "./row.ts";
import { signsOf } from "./signs.ts";
import type { SpeechModel } from "./speech.ts";

/** What was learnt from pages whose story is known: training/README.md. */
export interface LineModel {
  readonly speech: SpeechModel;
  /** Looks at a line, its neighbours and its boxes. */
  readonly first: Predictor;
  /** Looks at what the first said all around, and at the rules' verdict. */
  readonly second: Predictor;
}

/** What the rules found. */
export interface RuledPage {
  readonly page: PageLines;
  readonly scores: Scores;
  readonly outside: ReadonlySet<Box>;
  /** Line of the headline as it was known before the body, or null. */
  readonly anchor: number | null;
  readonly title: FoundTitle;
  readonly body: BodyRange;
  /** What the rules keep of the body. */
  readonly stripped: StrippedBody;
  /** Lines that the site's memory knows from its other pages. */
  readonly isRepeated: (line: Line) => boolean;
  /** The site's memory says where the body is: nothing from elsewhere comes in. */
  readonly isPlaced: boolean;
}

const FOOTER_ZONES: ReadonlySet<RuleZone> = new Set(["footer", "tail", "anywhere"]);
/** Log-odds that the rules' verdict is worth: the second forest was grown on top of it. */
export const RULES_WORTH = 2;
/** How sure the model must be to overrule. */
const SURE = 0.5;
/** Where the first forest agrees with the rules this much, the second is not asked. */
const PLAINLY = 3;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const HAN = /\p{Script=Han}/u;
const SITE_SPEECH = 1;
const SHORTEST_SPEECH = 8;

/**
 * The rules' verdict, line by line, once more: lines that the model is sure are none of the story go to `removed`,
 * and lines that it is sure of come in, unless a rule or their words say that they speak about the site.
 */
export function revise(ruled: RuledPage, model: LineModel): StrippedBody {
  const { stripped } = ruled;
  const reach = reachOf(ruled.body, ruled.page.lines.length);
  if (reach.to === 0) return stripped;
  const signs = signsOf(ruled, model.speech, reach);
  const kept = new Uint8Array(ruled.page.lines.length);
  for (const { line } of stripped.kept) kept[line.index] = 1;
  const odds = revisedOdds(ruled, signs, kept, model, reach);
  const removed = [...stripped.removed];
  const lines: KeptLine[] = [];
  for (const entry of stripped.kept) {
    const { line } = entry;
    // What the page itself sets below a picture; other languages' sites put agencies' lines there.
    const isSaid =
      line.text === "" || (line.box.element.name === "figcaption" && HAN.test(line.text) && !KANA.test(line.text));
    if (isSaid || (odds[line.index] ?? 0) > -SURE) lines.push(entry);
    else removed.push({ rule: "model/line", text: entry.text, where: whereIs(line, ruled.body) });
  }
  for (const line of ruled.isPlaced ? [] : ruled.page.lines.slice(reach.from, reach.to)) {
    if (kept[line.index] === 1 || (odds[line.index] ?? 0) <= SURE || !mayCome(line, ruled, signs)) continue;
    const at = removed.findIndex(({ text }) => text === line.text);
    if (at !== -1 && !isByStructure(removed[at]?.rule)) continue;
    if (at !== -1) removed.splice(at, 1);
    lines.push({ line, text: line.text });
  }
  lines.sort((a, b) => a.line.index - b.line.index);
  return { ...stripped, kept: lines, removed };
}

/** By line: log-odds of being story. */
function revisedOdds(
  ruled: RuledPage,
  signs: PageSigns,
  kept: Uint8Array,
  model: LineModel,
  reach: Reach,
): Float32Array {
  const { page, scores, body } = ruled;
  const rows = lineFeatures(page, signs, reach, tableFor(page));
  const odds = new Float32Array(page.lines.length).fill(HOPELESS);
  const inReach = page.lines.slice(reach.from, reach.to);
  for (const line of inReach)
    if (!isHopeless(line)) odds[line.index] = model.first.predict(rows, line.index * LINE_COLUMNS);
  const context = new ContextFeatures(page, rows, { odds, scores: scores.lines, kept, body });
  const revised = Float32Array.from(kept, (isKept) => (isKept === 1 ? RULES_WORTH : -RULES_WORTH));
  for (const line of inReach) {
    const i = line.index;
    const isKept = kept[i] === 1;
    const first = odds[i] ?? 0;
    if (isKept ? first >= PLAINLY : first <= -PLAINLY) continue;
    if (isHopeless(line)) continue;
    CONTEXT_ROW.moveTo(0);
    context.write(line, CONTEXT_ROW);
    revised[i] = (revised[i] ?? 0) + model.second.predict(CONTEXT_ROW.values, 0);
  }
  return revised;
}

const MOST_SPARE_ROWS = 1024;
/** Serves one page after another: a new table of zeros costs as much as filling it. */
const SPARE_ROWS = new Float32Array(MOST_SPARE_ROWS * LINE_COLUMNS);
const CONTEXT_ROW = new RowWriter(new Float32Array(CONTEXT_COLUMNS));

function tableFor({ lines }: PageLines): Float32Array {
  return lines.length <= MOST_SPARE_ROWS ? SPARE_ROWS : new Float32Array(lines.length * LINE_COLUMNS);
}

function mayCome(line: Line, { title, body, isRepeated }: RuledPage, signs: PageSigns): boolean {
  if (isRepeated(line)) return false;
  if ((line.index < body.from || line.index >= body.to) && isFieldLine(line, line.index < body.from)) return false;
  // Below the body a footer's rules hold, and what they take stands in `removed`.
  if (line.index >= body.to && matchRule(line.text, FOOTER_ZONES) !== null) return false;
  if (line.medium !== null || line === title.line || (signs.rules[line.index] ?? 0) === 2) return false;
  if (line.weight >= SHORTEST_SPEECH && (signs.speech[line.index] ?? 0) > SITE_SPEECH) return false;
  return keyOf(line.text) !== keyOf(title.text);
}

/** Taken for the links around it, not for what it says. */
function isByStructure(rule: string | undefined): boolean {
  return rule?.startsWith("structure/") ?? false;
}

function whereIs(line: Line, { from, to }: BodyRange): "head" | "body" | "tail" {
  const third = (to - from) / 3;
  return line.index < from + third ? "head" : line.index > to - third ? "tail" : "body";
}
