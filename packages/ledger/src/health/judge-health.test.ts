import type { ListVerdict, SourceHealth } from "@caibian/schema";
import { describe, expect, test } from "vitest";

import { newRhythm } from "../rhythm/rhythm.ts";
import type { StartList } from "../rhythm/start-list-row.ts";
import { judgeHealth, type Evidence } from "./judge-health.ts";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-06-08T10:00:00+08:00");
const LIST: StartList = {
  url: "http://news.example/list/",
  rhythm: newRhythm(NOW),
  readMs: NOW - HOUR,
  nextReadMs: null,
  newestMs: NOW - HOUR,
  hadLeads: true,
  verdict: "fine",
  verdictSinceMs: NOW - 50 * HOUR,
  readings: 100,
  trouble: null,
};
const ill = (verdict: ListVerdict, readings: number, sinceMs = NOW - HOUR): StartList => ({
  ...LIST,
  verdict,
  readings,
  verdictSinceMs: sinceMs,
  trouble: { code: "E_X", message: "It is ill" },
});
const judge = (lists: readonly StartList[], over: Partial<Evidence> = {}) =>
  judgeHealth({ atMs: NOW, before: "ok", hold: { state: "ok", cause: null }, lists, ...over });
const stateOf = (lists: readonly StartList[], over: Partial<Evidence> = {}): SourceHealth => judge(lists, over).state;

describe("one list", () => {
  test.each<[string, StartList, SourceHealth]>([
    ["is read", LIST, "ok"],
    ["is empty, and that is all right", { ...LIST, verdict: "empty-ok" }, "ok"],
    ["was never asked for", { ...LIST, verdict: null, readMs: null }, "ok"],
    ["failed once", ill("broken", 1), "ok"],
    ["failed twice in a row", ill("broken", 2), "broken"],
    ["was suspiciously empty once", ill("empty-suspect", 1), "ok"],
    ["was suspiciously empty twice in a row", ill("empty-suspect", 2), "layout-changed"],
    ["met a guard", ill("blocked", 1), "blocked"],
    ["was gone once", ill("gone", 1), "ok"],
    ["was gone thrice within an hour", ill("gone", 3), "broken"],
    ["was gone twice over two days", ill("gone", 2, NOW - 48 * HOUR), "broken"],
    ["was gone thrice over a day", ill("gone", 3, NOW - 24 * HOUR), "gone"],
    ["never worked", { ...ill("broken", 1), readMs: null }, "broken"],
  ])("that %s", (_name, list, state) => {
    expect(stateOf([list])).toBe(state);
  });

  test("is not well because its illness changed", () => {
    expect(stateOf([ill("empty-suspect", 1)], { before: "broken" })).toBe("layout-changed");
    expect(stateOf([ill("broken", 1)], { before: "late" })).toBe("ok");
  });

  test("is told with its code, its words and since when", () => {
    expect(judge([ill("broken", 2)])).toEqual({
      state: "broken",
      cause: "http://news.example/list/: It is ill [E_X], since 2026-06-08T09:00:00+08:00",
    });
  });
});

describe("several lists", () => {
  test("are gone or blocked when all of them are, else the source is broken", () => {
    const gone = ill("gone", 3, NOW - 24 * HOUR);

    expect(stateOf([gone, gone])).toBe("gone");
    expect(stateOf([gone, LIST])).toBe("broken");
    expect(stateOf([ill("blocked", 1), ill("blocked", 1)])).toBe("blocked");
    expect(stateOf([ill("blocked", 1), ill("empty-suspect", 2)])).toBe("broken");
    expect(stateOf([ill("empty-suspect", 2), LIST])).toBe("layout-changed");
  });

  test("are told by their share", () => {
    expect(judge([LIST, ill("broken", 2), LIST]).cause).toMatch(/^1 of 3 start lists: http:/);
  });
});

describe("what known articles say", () => {
  const hold = { state: "layout-changed", cause: "7 of 20" } as const;

  test("comes before a list that is ill, after all lists gone or blocked", () => {
    expect(judge([ill("broken", 2)], { hold })).toEqual({ state: "layout-changed", cause: "7 of 20" });
    expect(stateOf([ill("blocked", 1)], { hold })).toBe("blocked");
    expect(stateOf([ill("gone", 9, NOW - 99 * HOUR)], { hold })).toBe("gone");
  });

  test("holds for a source without a list that was asked for", () => {
    expect(stateOf([], { hold })).toBe("layout-changed");
    expect(stateOf([])).toBe("ok");
  });
});
