import { SOURCE_HEALTHS } from "@caibian/schema";
import { expect, test } from "vitest";

import { nextStepOf, nextStepOfFailure } from "./next-step.ts";

test("every state that is not well has a step, and the well one none", () => {
  for (const state of SOURCE_HEALTHS) expect(nextStepOf(state) === null).toBe(state === "ok");
});

test("a guard is not to be worked around", () => {
  expect(nextStepOfFailure("E_BLOCKED")).toMatch(/^Do not work around it: wait/);
  expect(nextStepOf("blocked", ["E_BLOCKED"])).toBe(nextStepOfFailure("E_BLOCKED"));
});

test("a start list that robots.txt denies is told from a guard", () => {
  expect(nextStepOf("blocked", ["E_ROBOTS"])).toMatch(/robots\.txt/);
});

test("a code that says no more than that nothing came sends to the browser", () => {
  expect(nextStepOfFailure("E_STATUS_500")).toMatch(/^Open its start URL/);
});
