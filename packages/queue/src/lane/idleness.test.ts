import { expect, test } from "vitest";

import { Idleness } from "./idleness.ts";

test("is stuck when work was due all the time and nothing moved", () => {
  let now = 0;
  const idleness = new Idleness(100, () => now);

  now = 99;
  expect(idleness.isStuck(5)).toBe(false);
  now = 100;
  expect(idleness.isStuck(5)).toBe(true);
});

test("is not while nothing is due, nor right after something moved", () => {
  let now = 0;
  const idleness = new Idleness(100, () => now);

  now = 1_000;
  expect(idleness.isStuck(0)).toBe(false);
  now = 1_050;
  expect(idleness.isStuck(1)).toBe(false);
  idleness.moved();
  now = 1_149;
  expect(idleness.isStuck(1)).toBe(false);
});
