import { expect, test } from "vitest";

import { storeStatusLines, type StoreStatus } from "./store-status.ts";

const WELL: StoreStatus = {
  storeId: "files",
  state: "up",
  failure: null,
  why: null,
  next: null,
  since: null,
  letters: {},
  behind: 0,
  oldestMs: 0,
  deadLetters: 0,
};

test("each store has its state, and its dead letters by class", () => {
  const hook = { ...WELL, storeId: "hook", behind: 12, oldestMs: 61_000, deadLetters: 4 };
  const [shown = "", ...more] = storeStatusLines([WELL, { ...hook, letters: { "bad-record": 3, crash: 1 } }]);

  expect(shown.split("\n").map((line) => line.trim())).toEqual([
    "store  state  behind  oldest  dead letters",
    expect.stringContaining("─"),
    "files  up          0  0 s     0",
    "hook   up         12  61 s    3 bad-record, 1 crash",
  ]);
  expect(more).toEqual(["", "store hook refused 3 bad-record, 1 crash", "  next:  caibian replay --list --store hook"]);
});

test("a store that does not take everything says why and what to do", () => {
  const since = "2026-05-01T08:00:00.000Z";
  const down = { ...WELL, state: "down", failure: "misconfigured", why: "wrong password", since } as const;
  const [, ...lines] = storeStatusLines([{ ...down, next: "correct it" }]);

  expect(lines).toEqual([
    "",
    `store files is down (misconfigured) since ${since}`,
    "  why:   wrong password",
    "  next:  correct it",
  ]);
  expect(storeStatusLines([{ ...down, failure: "down" }]).join("\n")).toMatch(/is down since[^]*next: {2}nothing/);
});

test("no store is said to be none", () => {
  expect(storeStatusLines([])).toEqual(["No store in the config."]);
});
