import type { RawRule } from "./groups.ts";
import { compilePattern, type PathPattern } from "./pattern.ts";

/** A rule ready to match. */
export interface Rule {
  readonly isAllow: boolean;
  readonly pattern: PathPattern;
}

/** Compiles rules in the order in which they win: the longest first, allow before disallow of the same length. */
export function compileRules(raw: readonly RawRule[]): readonly Rule[] {
  const rules = new Map<string, Rule>();
  const add = (isAllow: boolean, value: string): void => {
    const key = `${isAllow ? "+" : "-"}${value}`;
    if (!rules.has(key)) rules.set(key, { isAllow, pattern: compilePattern(value) });
  };
  for (const { isAllow, value } of raw) {
    add(isAllow, value);
    const slash = value.lastIndexOf("/");
    // To Google, leave for `/x/index.html` is leave for `/x/` too.
    if (isAllow && slash >= 0 && value.startsWith("/index.htm", slash)) add(true, `${value.slice(0, slash + 1)}$`);
  }
  return [...rules.values()].sort(
    (a, b) => b.pattern.priority - a.pattern.priority || Number(b.isAllow) - Number(a.isAllow),
  );
}

/** The first rule that matches decides; without one everything is allowed. */
export function isAllowed(rules: readonly Rule[], path: string): boolean {
  for (const { isAllow, pattern } of rules) if (pattern.matches(path)) return isAllow;
  return true;
}
