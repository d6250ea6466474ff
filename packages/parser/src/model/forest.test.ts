import { expect, test } from "vitest";

import { Predictor, type Forest } from "./forest.ts";

const stump = { columns: 2, depth: 1, base: 0.5, features: [1], thresholds: [2], leaves: [-1, 4] };

function repeat({ columns, depth, base, features, thresholds, leaves }: Forest, trees: number): Forest {
  const times = Array.from({ length: trees }, () => 0);
  return {
    columns,
    depth,
    base,
    features: times.flatMap(() => features),
    thresholds: times.flatMap(() => thresholds),
    leaves: times.flatMap(() => leaves),
  };
}

test.each([0, 1, 3, 4, 5, 9])("adds up %i trees", (trees) => {
  const predictor = new Predictor(repeat(stump, trees));

  expect(predictor.predict(Float32Array.of(9, 2.5), 0)).toBe(0.5 + 4 * trees);
  expect(predictor.predict(Float32Array.of(9, 9, 9, 2), 2)).toBe(0.5 - trees);
});

test("goes down to the leaf that the values lead to", () => {
  const tree = { columns: 2, depth: 2, base: 0, features: [0, 1, 1], thresholds: [0, 10, 20], leaves: [1, 2, 3, 4] };
  const predictor = new Predictor(tree);

  const answers = [
    [-1, 10],
    [-1, 11],
    [1, 20],
    [1, 21],
    [1, Number.NaN],
  ].map((row) => predictor.predict(Float32Array.from(row), 0));

  expect(answers).toEqual([1, 2, 3, 4, 3]);
});
