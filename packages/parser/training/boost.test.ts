import { expect, test } from "vitest";

import { Predictor } from "../src/model/forest.ts";
import { boost, type BoostOptions, type Table } from "./boost.ts";

const OPTIONS: BoostOptions = {
  trees: 30,
  depth: 2,
  rate: 0.3,
  lambda: 1,
  leafWeight: 1,
  rowShare: 0.8,
  columnShare: 1,
  seed: 7,
};
const ROWS = 400;

/** Columns: noise, what decides, noise. */
function tableOf(target: (row: number) => number, margins?: Float32Array): Table {
  return {
    columns: 3,
    rows: ROWS,
    values: Float32Array.from({ length: ROWS * 3 }, (_, i) => valueOf(Math.floor(i / 3), i % 3)),
    targets: Float32Array.from({ length: ROWS }, (_, row) => target(row)),
    weights: new Float32Array(ROWS).fill(1),
    ...(margins === undefined ? {} : { margins }),
  };
}

function valueOf(row: number, column: number): number {
  return Math.sin(row * (column + 1.7) * 12.9898) * 43;
}

const decides = (row: number): number => Number(valueOf(row, 1) > 5);

function answers(table: Table): number[] {
  const predictor = new Predictor(boost(table, OPTIONS));
  return Array.from({ length: ROWS }, (_, row) => predictor.predict(table.values, row * 3));
}

function most(odds: readonly number[]): number {
  return Math.max(...odds.map(Math.abs));
}

test("learns the column and the border that decide", () => {
  const table = tableOf(decides);

  const wrong = answers(table).filter((odds, row) => Number(odds > 0) !== decides(row));
  expect(wrong.length).toBeLessThan(ROWS / 50);
  expect(boost(table, OPTIONS).features[0]).toBe(1);
});

test("is the same for the same seed and another for another", () => {
  const table = tableOf(decides);

  expect(boost(table, OPTIONS)).toEqual(boost(table, OPTIONS));
  expect(boost(table, { ...OPTIONS, seed: 8 }).leaves).not.toEqual(boost(table, OPTIONS).leaves);
});

test("has complete trees of its depth and says how wide its rows are", () => {
  const forest = boost(tableOf(decides), OPTIONS);

  expect([forest.columns, forest.features.length, forest.thresholds.length, forest.leaves.length]).toEqual([
    3, 90, 90, 120,
  ]);
});

test("starts from the margins: where they are right there is little to add", () => {
  const right = Float32Array.from({ length: ROWS }, (_, row) => (decides(row) === 1 ? 4 : -4));

  expect(most(answers(tableOf(decides, right)))).toBeLessThan(most(answers(tableOf(decides))) / 2);
});

test("rows without weight teach nothing", () => {
  const table = tableOf(() => 1);
  const half = Float32Array.from({ length: ROWS }, (_, row) => row % 2);
  const odds = answers({ ...table, weights: half, targets: half });

  expect(Math.min(...odds)).toBeGreaterThan(2);
});

test("no leaf is lighter than asked", () => {
  const forest = boost(tableOf(decides), { ...OPTIONS, leafWeight: ROWS });

  // No split leaves enough on both sides, so every row goes left to the first leaf.
  expect(new Set(forest.thresholds)).toEqual(new Set([Number.MAX_VALUE]));
});
