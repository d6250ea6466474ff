import { expect, test } from "vitest";

import { readArguments } from "./arguments.ts";

const TODAY = new Date("2026-11-23T20:00:00Z");

test("without arguments a run takes five minutes and the day's date for its seed", () => {
  expect(readArguments([], TODAY)).toEqual({ minutes: 5, seed: 20_261_123, json: false, keep: false });
});

test("a seed that was printed can be given back", () => {
  expect(readArguments(["--minutes", "2", "--seed", "77", "--json"], TODAY)).toMatchObject({ minutes: 2, seed: 77 });
});

test.each([
  ["--minutes", "0"],
  ["--minutes", "soon"],
  ["--seed", "-1"],
  ["--seed", "1.5"],
  ["--speed", "3"],
])("%s %s is refused", (name, value) => {
  expect(() => readArguments([`${name}=${value}`], TODAY)).toThrow(TypeError);
});
