import { createRequire } from "node:module";

import type * as Recheck from "recheck";

/** The pure-JavaScript build of recheck: no platform binary, no Java, no worker. */
const { checkSync } = createRequire(import.meta.url)("recheck/lib/browser.js") as typeof Recheck;

/** What is known of one expression's cost. JSON-safe, so that it can be remembered. */
export type Verdict =
  /** Proved by the automaton, or by the fuzzer's finding nothing where the automaton grows too large. */
  | { readonly kind: "linear"; readonly by: "automaton" | "fuzz" }
  /** Grows faster than its input, as the attack shows: each pump repeated, then the suffix. */
  | { readonly kind: "steep"; readonly degree: string; readonly pumps: readonly Pump[]; readonly suffix: string };

interface Pump {
  readonly prefix: string;
  readonly pump: string;
}

const AUTOMATON_MS = 5_000;
const FUZZ_MS = 10_000;
const LOOKAROUND = /\(\?<?[=!]/;

/** Judges one expression. Takes up to 15 s where its automaton is large. */
export function judge(source: string, flags: string): Verdict {
  const plain = simplify(source);
  const bodies = LOOKAROUND.test(plain) ? splitLookarounds(plain) : [plain];
  const verdicts = bodies.map((body) => judgeOne(body, flags.replaceAll(/[gvyid]/g, "")));
  return (
    verdicts.find(({ kind }) => kind === "steep") ??
    verdicts.find((verdict) => verdict.kind === "linear" && verdict.by === "fuzz") ?? {
      kind: "linear",
      by: "automaton",
    }
  );
}

/** An input of about so many characters that costs the expression most. */
export function attackOf(verdict: Verdict & { kind: "steep" }, length: number): string {
  const once = verdict.pumps.reduce((sum, { pump }) => sum + pump.length, 0);
  const times = Math.ceil(length / Math.max(1, once));
  return verdict.pumps.map(({ prefix, pump }) => prefix + pump.repeat(times)).join("") + verdict.suffix;
}

function judgeOne(source: string, flags: string): Verdict {
  for (const by of ["automaton", "fuzz"] as const) {
    const result = tryCheck(source, flags, by);
    if (result?.status === "safe") return { kind: "linear", by };
    if (result?.status === "vulnerable") {
      const { pumps, suffix } = result.attack;
      return {
        kind: "steep",
        degree: result.complexity.summary,
        pumps: pumps.map(({ prefix, pump }) => ({ prefix, pump })),
        suffix,
      };
    }
  }
  // Neither knows: a long time without a finding is what the fuzzer can say.
  return { kind: "linear", by: "fuzz" };
}

function tryCheck(source: string, flags: string, checker: "automaton" | "fuzz"): ReturnType<typeof checkSync> | null {
  try {
    const timeout = checker === "automaton" ? AUTOMATON_MS : FUZZ_MS;
    return checkSync(source, flags, { checker, timeout, maxNFASize: 100_000, maxAttackStringSize: 20_000 });
  } catch (error) {
    // Its parser is recursive; an expression too deep for it goes to the fuzzer, or counts as not known.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * The same expression over smaller sets, which the automaton can hold: what makes it slow is how its parts overlap,
 * and they overlap on these as they do on all of Unicode. Case is left aside for the same reason.
 */
function simplify(source: string): string {
  let isClass = false;
  return shrinkBounds(source).replaceAll(/\\p\{[^}]{1,20}\}|\\[\s\S]|[[\]]/gi, (part) => {
    if (part === "[") isClass = true;
    else if (part === "]") isClass = false;
    const set = part.startsWith("\\p{") ? (SETS.get(part.slice(3, -1)) ?? "a-z") : part === "\\s" ? BLANKS : null;
    return set === null ? part : isClass ? set : `[${set}]`;
  });
}

/** A bounded repeat adds no growth, however high its bound; a low one is as good and makes a small automaton. */
function shrinkBounds(source: string): string {
  return source.replaceAll(/\{(\d+)(,?)(\d*)\}/g, (_, least: string, comma: string, most: string) => {
    const low = Math.min(Number(least), LOW_BOUND);
    return `{${low}${comma}${most === "" ? "" : Math.max(low, Math.min(Number(most), LOW_BOUND))}}`;
  });
}

const LOW_BOUND = 4;
const BLANKS = " \\t\\n\\u3000";
const SETS: ReadonlyMap<string, string> = new Map([
  ["Script=Han", "\\u4e00-\\u9fff"],
  ["sc=Han", "\\u4e00-\\u9fff"],
  ["L", "a-zA-Z\\u4e00-\\u9fff"],
  ["N", "0-9"],
]);

/** The expression without its look-arounds but bound to fail at its end, and each look-around by itself. */
function splitLookarounds(source: string): string[] {
  const bodies: string[] = [];
  let rest = source;
  for (let match = LOOKAROUND.exec(rest); match !== null; match = LOOKAROUND.exec(rest)) {
    const end = closingOf(rest, match.index);
    bodies.push(rest.slice(match.index + match[0].length, end));
    rest = `${rest.slice(0, match.index)}(?:)${rest.slice(end + 1)}`;
  }
  return [`(?:${rest})\\uE0FF`, ...bodies.filter((body) => body !== "").map((body) => `^(?:${body})`)];
}

/** Where the group that opens at `from` closes; brackets in classes and behind backslashes do not count. */
function closingOf(source: string, from: number): number {
  let depth = 0;
  let isClass = false;
  for (let i = from; i < source.length; i++) {
    const character = source[i];
    if (character === "\\") i++;
    else if (isClass) isClass = character !== "]";
    else if (character === "[") isClass = true;
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return i;
  }
  return source.length;
}
