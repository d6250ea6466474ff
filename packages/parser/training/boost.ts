import type { Forest } from "../src/model/forest.ts";
import { Bins } from "./bins.ts";
import { growTree, leafOf, type Losses } from "./grow-tree.ts";

/** A table of examples: row-major features, a 0/1 target and a weight for each row. */
export interface Table {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
  readonly targets: Float32Array;
  readonly weights: Float32Array;
  /** Log-odds that each row starts from; the forest learns what to add. */
  readonly margins?: Float32Array;
}

/** How a forest grows. */
export interface BoostOptions {
  readonly trees: number;
  readonly depth: number;
  readonly rate: number;
  /** L2 on leaf values. */
  readonly lambda: number;
  /** Least sum of weights in a leaf. */
  readonly leafWeight: number;
  /** Share of rows and of columns that each tree sees. */
  readonly rowShare: number;
  readonly columnShare: number;
  readonly seed: number;
}

/**
 * Gradient boosting with the logistic loss over binned columns (Friedman 2001, with second-order leaf values as in
 * Chen and Guestrin 2016). Deterministic for a seed.
 */
export function boost(table: Table, options: BoostOptions): Forest {
  const random = mulberry32(options.seed);
  const bins = new Bins(table);
  const base = table.margins === undefined ? logOdds(table) : 0;
  const scores = new Float64Array(table.rows).fill(base);
  if (table.margins !== undefined) scores.set(table.margins);
  const losses = { gradients: new Float64Array(table.rows), hessians: new Float64Array(table.rows) };
  const features: number[] = [];
  const thresholds: number[] = [];
  const leaves: number[] = [];
  for (let count = 0; count < options.trees; count++) {
    measure(table, scores, losses);
    const tree = growTree(bins, losses, options, random);
    features.push(...tree.columns);
    tree.borders.forEach((border, node) => thresholds.push(bins.edge(tree.columns[node] ?? 0, border)));
    leaves.push(...tree.leaves);
    for (let row = 0; row < table.rows; row++)
      scores[row] = (scores[row] ?? 0) + (tree.leaves[leafOf(tree, bins, row)] ?? 0);
  }
  return { columns: table.columns, depth: options.depth, base, features, thresholds, leaves };
}

/** Log-odds of a row's being positive. */
function logOdds({ rows, targets, weights }: Table): number {
  let positive = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    positive += (weights[row] ?? 0) * (targets[row] ?? 0);
    total += weights[row] ?? 0;
  }
  return Math.log((positive + 1e-6) / (total - positive + 1e-6));
}

/** First and second derivative of each row's loss at its score. */
function measure({ rows, targets, weights }: Table, scores: Float64Array, { gradients, hessians }: Losses): void {
  for (let row = 0; row < rows; row++) {
    const p = 1 / (1 + Math.exp(-(scores[row] ?? 0)));
    gradients[row] = (weights[row] ?? 0) * (p - (targets[row] ?? 0));
    hessians[row] = (weights[row] ?? 0) * Math.max(p * (1 - p), 1e-4);
  }
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
