import { expect, test } from "vitest";

import { matchRule } from "../match-rule.ts";
import type { RuleZone } from "../rule.ts";
import { CATALOGUE } from "./index.ts";

const EVERYWHERE: ReadonlySet<RuleZone> = new Set(["head", "tail", "anywhere"]);
const examples = (kind: "hits" | "misses") =>
  CATALOGUE.flatMap((rule) => rule[kind].map((line) => [rule.id, line] as const));

test("rule ids are unique and named group/name", () => {
  const ids = CATALOGUE.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[a-z]+\/[a-z-]+$/.test(id))).toBe(true);
});

test.each(examples("hits"))("%s takes %s", (_id, line) => {
  expect(matchRule(line, EVERYWHERE)).not.toBeNull();
});

test.each(examples("misses"))("%s leaves %s", (_id, line) => {
  expect(matchRule(line, EVERYWHERE)).toBeNull();
});
