import { expect, test } from "vitest";

import { planSends, type Placed } from "./sends.ts";

const placed = (at: number, bytes = 10): Placed => ({
  at,
  seq: at + 1,
  message: { key: String(at % 2), value: "x".repeat(bytes) },
});
const plan = (messages: readonly Placed[]): readonly (readonly [number | null, readonly number[]])[] =>
  planSends(messages, ({ key }) => Number(key)).map((one) => [one.partition, one.placed.map(({ at }) => at)]);

test("a send goes to one partition, in the batch's order", () => {
  expect(plan([0, 1, 2, 3, 4].map((at) => placed(at)))).toEqual([
    [0, [0, 2, 4]],
    [1, [1, 3]],
  ]);
});

test("what a broker takes at once bounds a send, and a larger record goes alone", () => {
  const sizes = [400_000, 10, 400_000, 10, 400_000, 10, 2_000_000, 10, 10];

  expect(plan(sizes.map((bytes, at) => placed(at, bytes)))).toEqual([
    [0, [0, 2]],
    [1, [1, 3, 5, 7]],
    [0, [4]],
    [0, [6]],
    [0, [8]],
  ]);
});
