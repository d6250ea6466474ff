import type { Forest } from "../src/model/forest.ts";

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

const BINS = 64;

/**
 * Gradient boosting with the logistic loss over binned columns (Friedman 2001, with second-order leaf values as in
 * Chen and Guestrin 2016). Deterministic for a seed.
 */
export function boost(table: Table, options: BoostOptions): Forest {
  const random = mulberry32(options.seed);
  const edges = Array.from({ length: table.columns }, (_, column) => edgesOf(table, column));
  const bins = binned(table, edges);
  const { rows, targets, weights } = table;
  let positive = 0;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    positive += (weights[i] ?? 0) * (targets[i] ?? 0);
    total += weights[i] ?? 0;
  }
  const base = table.margins === undefined ? Math.log((positive + 1e-6) / (total - positive + 1e-6)) : 0;
  const scores = new Float64Array(rows).fill(base);
  if (table.margins !== undefined) scores.set(table.margins);
  const gradients = new Float64Array(rows);
  const hessians = new Float64Array(rows);
  const features: number[] = [];
  const thresholds: number[] = [];
  const leaves: number[] = [];
  const inner = (1 << options.depth) - 1;
  for (let tree = 0; tree < options.trees; tree++) {
    for (let i = 0; i < rows; i++) {
      const p = 1 / (1 + Math.exp(-(scores[i] ?? 0)));
      gradients[i] = (weights[i] ?? 0) * (p - (targets[i] ?? 0));
      hessians[i] = (weights[i] ?? 0) * Math.max(p * (1 - p), 1e-4);
    }
    const node = new Int32Array(rows);
    for (let i = 0; i < rows; i++) if (random() >= options.rowShare) node[i] = -1;
    const columns = Array.from({ length: table.columns }, (_, c) => c).filter(() => random() < options.columnShare);
    const splitFeature = new Int32Array(inner).fill(0);
    const splitBin = new Int32Array(inner).fill(BINS);
    for (let level = 0; level < options.depth; level++) {
      const first = (1 << level) - 1;
      growLevel(bins, table, node, first, 1 << level, columns, gradients, hessians, options, splitFeature, splitBin);
      for (let i = 0; i < rows; i++) {
        const at = node[i] ?? -1;
        if (at < first) continue;
        const column = splitFeature[at] ?? 0;
        node[i] = 2 * at + ((bins[column * rows + i] ?? 0) > (splitBin[at] ?? BINS) ? 2 : 1);
      }
    }
    const g = new Float64Array(inner + 1);
    const h = new Float64Array(inner + 1);
    for (let i = 0; i < rows; i++) {
      const at = (node[i] ?? -1) - inner;
      if (at < 0) continue;
      g[at] = (g[at] ?? 0) + (gradients[i] ?? 0);
      h[at] = (h[at] ?? 0) + (hessians[i] ?? 0);
    }
    const values = Array.from(g, (sum, leaf) => (-options.rate * sum) / ((h[leaf] ?? 0) + options.lambda));
    for (let at = 0; at < inner; at++) {
      const column = splitFeature[at] ?? 0;
      const bin = splitBin[at] ?? BINS;
      features.push(column);
      thresholds.push(bin >= BINS ? Number.MAX_VALUE : (edges[column]?.[bin] ?? Number.MAX_VALUE));
    }
    leaves.push(...values);
    for (let i = 0; i < rows; i++) {
      let at = 0;
      for (let level = 0; level < options.depth; level++) {
        const column = splitFeature[at] ?? 0;
        at = 2 * at + ((bins[column * rows + i] ?? 0) > (splitBin[at] ?? BINS) ? 2 : 1);
      }
      scores[i] = (scores[i] ?? 0) + (values[at - inner] ?? 0);
    }
  }
  return { depth: options.depth, base, features, thresholds, leaves };
}

function growLevel(
  bins: Uint8Array,
  table: Table,
  node: Int32Array,
  first: number,
  width: number,
  columns: readonly number[],
  gradients: Float64Array,
  hessians: Float64Array,
  options: BoostOptions,
  splitFeature: Int32Array,
  splitBin: Int32Array,
): void {
  const { rows } = table;
  const bestGain = new Float64Array(width).fill(1e-9);
  const g = new Float64Array(width * BINS);
  const h = new Float64Array(width * BINS);
  for (const column of columns) {
    g.fill(0);
    h.fill(0);
    const offset = column * rows;
    for (let i = 0; i < rows; i++) {
      const at = (node[i] ?? -1) - first;
      if (at < 0) continue;
      const cell = at * BINS + (bins[offset + i] ?? 0);
      g[cell] = (g[cell] ?? 0) + (gradients[i] ?? 0);
      h[cell] = (h[cell] ?? 0) + (hessians[i] ?? 0);
    }
    for (let at = 0; at < width; at++) {
      let allG = 0;
      let allH = 0;
      for (let bin = 0; bin < BINS; bin++) {
        allG += g[at * BINS + bin] ?? 0;
        allH += h[at * BINS + bin] ?? 0;
      }
      const whole = (allG * allG) / (allH + options.lambda);
      let leftG = 0;
      let leftH = 0;
      for (let bin = 0; bin < BINS - 1; bin++) {
        leftG += g[at * BINS + bin] ?? 0;
        leftH += h[at * BINS + bin] ?? 0;
        if (leftH < options.leafWeight || allH - leftH < options.leafWeight) continue;
        const rightG = allG - leftG;
        const gain =
          (leftG * leftG) / (leftH + options.lambda) + (rightG * rightG) / (allH - leftH + options.lambda) - whole;
        if (gain > (bestGain[at] ?? 0)) {
          bestGain[at] = gain;
          splitFeature[first + at] = column;
          splitBin[first + at] = bin;
        }
      }
    }
  }
}

/** Upper edges of the bins: quantiles of the column's distinct values. */
function edgesOf(table: Table, column: number): Float64Array {
  const sample: number[] = [];
  const step = Math.max(1, Math.floor(table.rows / 50_000));
  for (let row = 0; row < table.rows; row += step) sample.push(table.values[row * table.columns + column] ?? 0);
  sample.sort((a, b) => a - b);
  const edges: number[] = [];
  for (let bin = 1; bin < BINS; bin++) {
    const edge = sample[Math.floor((sample.length * bin) / BINS)] ?? 0;
    if (edges.length === 0 || edge > (edges.at(-1) ?? 0)) edges.push(edge);
  }
  return Float64Array.from(edges);
}

/** Column-major bins; a value falls into the first bin whose edge is not below it. */
function binned(table: Table, edges: readonly Float64Array[]): Uint8Array {
  const bins = new Uint8Array(table.rows * table.columns);
  edges.forEach((columnEdges, column) => {
    for (let row = 0; row < table.rows; row++) {
      const value = table.values[row * table.columns + column] ?? 0;
      let low = 0;
      let high = columnEdges.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value <= (columnEdges[middle] ?? 0)) high = middle;
        else low = middle + 1;
      }
      bins[column * table.rows + row] = low;
    }
  });
  return bins;
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
