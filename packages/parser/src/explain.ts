import type { InfoZone } from "./fields/info-zone.ts";
import type { BodyRange } from "./locate/body.ts";
import type { Scores } from "./locate/score.ts";
import type { FoundTitle } from "./locate/title.ts";
import type { Line, PageLines } from "./read/lines.ts";
import type { ExplainedLine } from "./result.ts";
import { CATALOGUE } from "./strip/catalogue/index.ts";
import { redactContacts } from "./strip/redact.ts";
import type { StrippedBody } from "./strip/strip-body.ts";

/** What explaining looks at: the page and what each step made of it. */
export interface Explained {
  readonly page: PageLines;
  readonly scores: Scores;
  readonly title: FoundTitle;
  readonly zone: InfoZone;
  readonly body: BodyRange | null;
  readonly stripped: StrippedBody;
  /** Every removal, those outside the body too. */
  readonly removed: StrippedBody["removed"];
}

/** Reasons of what is taken by its place on the page and not by a rule of the catalogue. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ...CATALOGUE.map((rule): [string, string] => [rule.id, rule.why]),
  ["structure/aside", "stands in a box that is beside the story, or one made of links"],
  ["navigation/feed", "boxes of one kind side by side, each with a linked headline: other stories"],
  ["navigation/comments", "a box that a heading of readers' comments opens"],
  ["structure/title", "repeats the headline"],
  ["structure/link-list", "an item that is a link and no sentence"],
  ["promotion/labelled-ad", "a link that is labelled as an advertisement"],
  ["memory/repeated", "stands on other pages of the site too"],
  ["model/line", "the line model is sure that it is none of the story"],
  ["info/line", "labels and dates cover the line"],
  ["byline/end-line", "labels cover a line at the end"],
  ["byline/line", "a byline and nothing else"],
  ["byline/end", "a byline in brackets at the end of a paragraph"],
]);

/** Every line of the page in order: what became of it, and why. */
export function explain(seen: Explained): ExplainedLine[] {
  const kept = new Map(seen.stripped.kept.map((line) => [line.line.index, line.text]));
  const rules = new Map(seen.removed.map(({ rule, text }) => [text, rule]));
  const fields = fieldsOf(seen.zone);
  return seen.page.lines.map((line) => {
    const text = line.medium === null ? line.text : `[${line.medium.kind} ${line.medium.url}]`;
    const score = Math.round(seen.scores.lines[line.index] ?? 0);
    const { fate, why } = fateOf(line, seen, kept, rules, fields);
    return { text: fate === "kept" || fate === "cut" ? text : redactContacts(text), score, fate, why };
  });
}

type Fate = Pick<ExplainedLine, "fate" | "why">;

function fateOf(
  line: Line,
  seen: Explained,
  kept: ReadonlyMap<number, string>,
  rules: ReadonlyMap<string, string>,
  fields: ReadonlyMap<number, string>,
): Fate {
  const text = kept.get(line.index);
  if (text === line.text) return { fate: "kept", why: null };
  if (text !== undefined) return { fate: "cut", why: "kept without the byline at its end" };
  if (line === seen.title.line) return { fate: "title", why: "the headline" };
  const rule = rules.get(line.text);
  if (line.text !== "" && rule !== undefined) return { fate: rule, why: REASONS.get(rule) ?? null };
  const labels = fields.get(line.index);
  if (labels !== undefined) return { fate: "fields", why: `read for ${labels}` };
  const { body } = seen;
  if (body === null) return { fate: "outside", why: "no box of the page reads like a story" };
  if (line.index < body.from) return { fate: "outside", why: "above the story" };
  return line.index >= body.to
    ? { fate: "outside", why: "below the story" }
    : { fate: "dropped", why: "a picture or film beside the story" };
}

/** Lines around the story that labels were read from, and which. */
function fieldsOf(zone: InfoZone): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const { line, labels } of [...zone.head, ...zone.tail]) {
    const names = new Set(labels.map(({ field }) => field).filter((field) => field !== "drop"));
    if (names.size > 0) found.set(line.index, [...names].join(", "));
  }
  return found;
}
