// Fails when a regular expression of the rooms may take more than linear time on some input (ReDoS), unless
// scripts/regexes/bounded.ts says why its input is short. Verdicts are kept by expression, so that only new ones are
// judged: `npm run lint:regexes` writes those it had to find out. Works offline, with recheck's JavaScript engine.
import { readFileSync, writeFileSync } from "node:fs";

import { BOUNDED, MOST_MS, type Bounded } from "./regexes/bounded.ts";
import { collectRegexes, type Found } from "./regexes/collect.ts";
import { attackOf, judge, type Verdict } from "./regexes/judge.ts";

const MEMORY = "scripts/regexes/verdicts.json";
const LINEAR = "linear";

const known = JSON.parse(readFileSync(MEMORY, "utf8")) as Record<string, Verdict | typeof LINEAR>;
const kept: Record<string, Verdict | typeof LINEAR> = {};
const problems: string[] = [];
const used = new Set<Bounded>();
const found = await collectRegexes();
let judged = 0;

for (const regex of found) {
  const key = `/${regex.source}/${regex.flags}`;
  if (known[key] === undefined) {
    judged++;
    const verdict = judge(regex.source, regex.flags);
    known[key] = verdict.kind === LINEAR && verdict.by === "automaton" ? LINEAR : verdict;
  }
  const verdict = known[key];
  kept[key] = verdict;
  if (verdict !== LINEAR && verdict.kind === "steep") look(regex, verdict);
}
for (const bounded of BOUNDED) {
  if (!used.has(bounded))
    problems.push(`scripts/regexes/bounded.ts: ${bounded.file} has no steep ${bounded.begins} any more`);
}
const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
if (judged > 0 || Object.keys(known).length !== Object.keys(kept).length) {
  writeFileSync(MEMORY, `${JSON.stringify(sorted, null, 1)}\n`);
}
for (const problem of problems) console.error(problem);
console.log(`regexes: ${found.length} expressions, ${judged} judged anew, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** A steep expression must be bounded, and quick on the worst input within its bound. */
function look(regex: Found, verdict: Verdict & { kind: "steep" }): void {
  const file = regex.at.replace(/:\d+$/, "");
  const bounded = BOUNDED.find((one) => one.file === file && regex.source.startsWith(one.begins));
  if (bounded === undefined) {
    problems.push(`${regex.at}: ${verdict.degree}: /${regex.source.slice(0, 80)}/ on ${JSON.stringify(verdict.pumps)}`);
    return;
  }
  used.add(bounded);
  const ms = timeOf(new RegExp(regex.source, regex.flags), attackOf(verdict, bounded.mostChars));
  if (ms > MOST_MS) problems.push(`${regex.at}: ${ms.toFixed(0)} ms on ${bounded.mostChars} characters`);
}

/** Best of three, in milliseconds. */
function timeOf(expression: RegExp, input: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const started = performance.now();
    input.replace(expression, "");
    best = Math.min(best, performance.now() - started);
  }
  return best;
}
