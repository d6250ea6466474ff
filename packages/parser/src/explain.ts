import type { BodyRange } from "./locate/body.ts";
import type { Scores } from "./locate/score.ts";
import type { PageLines } from "./read/lines.ts";
import type { ExplainedLine } from "./result.ts";
import { redactContacts } from "./strip/redact.ts";
import type { StrippedBody } from "./strip/strip-body.ts";

/** Every line of the page with its score and its fate. */
export function explain(
  page: PageLines,
  scores: Scores,
  stripped: StrippedBody,
  body: BodyRange | null,
): ExplainedLine[] {
  const kept = new Set(stripped.kept.map(({ line }) => line.index));
  const rules = new Map(stripped.removed.map(({ rule, text }) => [text, rule]));
  return page.lines.map((line) => {
    const isInside = body !== null && line.index >= body.from && line.index < body.to;
    const fate = kept.has(line.index) ? "kept" : isInside ? (rules.get(line.text) ?? "dropped") : "outside";
    return {
      text: fate === "kept" ? line.text : redactContacts(line.text),
      score: Math.round(scores.lines[line.index] ?? 0),
      fate,
    };
  });
}
