import { expect, test } from "vitest";

import { foldForMatch } from "../../text/fold.ts";
import { matchRule } from "../match-rule.ts";
import type { RuleZone } from "../rule.ts";
import { CATALOGUE } from "./index.ts";

const EVERYWHERE: ReadonlySet<RuleZone> = new Set(["head", "tail", "anywhere", "footer"]);
const IN_STORY: ReadonlySet<RuleZone> = new Set(["head", "tail", "anywhere"]);
const hits = CATALOGUE.flatMap((rule) => rule.hits.map((line) => [rule.id, line] as const));
const misses = CATALOGUE.flatMap((rule) => rule.misses.map((line) => [rule.id, line] as const));

test("rule ids are unique and named group/name", () => {
  const ids = CATALOGUE.map((rule) => rule.id);

  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z]+\/[a-z-]+$/.test(id))).toEqual([]);
});

test("every rule shows lines that it takes and lines that it leaves, and says why it is there", () => {
  expect(CATALOGUE.filter(({ hits, misses, why }) => hits.length === 0 || misses.length === 0 || why === "")).toEqual(
    [],
  );
});

test.each(hits)("%s takes %s", (id, line) => {
  expect(matchRule(line, EVERYWHERE)?.id).toBe(id);
});

test.each(misses)("%s leaves %s, and so does every rule of a story", (id, line) => {
  const taken = matchRule(line, IN_STORY)?.id ?? null;

  expect(taken).toBeNull();
  expect(matchRule(line, EVERYWHERE)?.id).not.toBe(id);
});

test("patterns keep no state and meet the folded line", () => {
  for (const {
    pattern,
    hits: [line = ""],
  } of CATALOGUE) {
    expect(pattern.flags).not.toMatch(/[gy]/);
    expect(pattern.test(foldForMatch(line))).toBe(true);
  }
});
