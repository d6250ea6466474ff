import { MOST_BINS, type Bins } from "./bins.ts";
import type { BoostOptions } from "./boost.ts";

/** First and second derivative of each row's loss. */
export interface Losses {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

/** A complete tree in breadth-first order; a row whose bin is over a node's border goes right. */
export interface Tree {
  readonly depth: number;
  readonly columns: Int32Array;
  /** `MOST_BINS` where no split is worth it: all rows go left. */
  readonly borders: Int32Array;
  readonly leaves: readonly number[];
}

const LEAST_GAIN = 1e-9;

/** Grows one tree, level by level, on the rows and columns that chance picks. */
export function growTree(bins: Bins, losses: Losses, options: BoostOptions, random: () => number): Tree {
  const inner = (1 << options.depth) - 1;
  // The node that each row is at; rows that this tree does not see are at none.
  const nodes = new Int32Array(bins.rows);
  for (let row = 0; row < bins.rows; row++) if (random() >= options.rowShare) nodes[row] = -1;
  const chosen = Array.from({ length: bins.columns }, (_, column) => column).filter(
    () => random() < options.columnShare,
  );
  const columns = new Int32Array(inner);
  const borders = new Int32Array(inner).fill(MOST_BINS);
  for (let level = 0; level < options.depth; level++) {
    const first = (1 << level) - 1;
    const splits = new Splits(first, 1 << level, options);
    for (const column of chosen) splits.look(column, bins.of(column), nodes, losses);
    columns.set(splits.columns, first);
    borders.set(splits.borders, first);
    for (let row = 0; row < bins.rows; row++) {
      const node = nodes[row] ?? -1;
      if (node >= first) nodes[row] = childOf({ columns, borders }, bins, node, row);
    }
  }
  return { depth: options.depth, columns, borders, leaves: leavesOf(nodes, inner, losses, options) };
}

/** Index of the leaf that a row comes to. */
export function leafOf(tree: Tree, bins: Bins, row: number): number {
  let node = 0;
  for (let level = 0; level < tree.depth; level++) node = childOf(tree, bins, node, row);
  return node - tree.columns.length;
}

function childOf(
  { columns, borders }: Pick<Tree, "columns" | "borders">,
  bins: Bins,
  node: number,
  row: number,
): number {
  const isRight = bins.at(columns[node] ?? 0, row) > (borders[node] ?? MOST_BINS);
  return 2 * node + (isRight ? 2 : 1);
}

function leavesOf(nodes: Int32Array, inner: number, { gradients, hessians }: Losses, options: BoostOptions): number[] {
  const g = new Float64Array(inner + 1);
  const h = new Float64Array(inner + 1);
  for (let row = 0; row < nodes.length; row++) {
    const leaf = (nodes[row] ?? -1) - inner;
    if (leaf < 0) continue;
    g[leaf] = (g[leaf] ?? 0) + (gradients[row] ?? 0);
    h[leaf] = (h[leaf] ?? 0) + (hessians[row] ?? 0);
  }
  return Array.from(g, (sum, leaf) => (-options.rate * sum) / ((h[leaf] ?? 0) + options.lambda));
}

/** The best split of each node of one level. */
class Splits {
  readonly columns: Int32Array;
  readonly borders: Int32Array;
  readonly #first: number;
  readonly #options: BoostOptions;
  readonly #gains: Float64Array;
  /** Sums by node and bin. */
  readonly #g: Float64Array;
  readonly #h: Float64Array;

  constructor(first: number, width: number, options: BoostOptions) {
    this.columns = new Int32Array(width);
    this.borders = new Int32Array(width).fill(MOST_BINS);
    this.#first = first;
    this.#options = options;
    this.#gains = new Float64Array(width).fill(LEAST_GAIN);
    this.#g = new Float64Array(width * MOST_BINS);
    this.#h = new Float64Array(width * MOST_BINS);
  }

  look(column: number, bins: Uint8Array, nodes: Int32Array, losses: Losses): void {
    this.#sumUp(bins, nodes, losses);
    for (let at = 0; at < this.columns.length; at++) this.#split(at, column);
  }

  #sumUp(bins: Uint8Array, nodes: Int32Array, { gradients, hessians }: Losses): void {
    const g = this.#g.fill(0);
    const h = this.#h.fill(0);
    for (let row = 0; row < bins.length; row++) {
      const at = (nodes[row] ?? -1) - this.#first;
      if (at < 0) continue;
      const cell = at * MOST_BINS + (bins[row] ?? 0);
      g[cell] = (g[cell] ?? 0) + (gradients[row] ?? 0);
      h[cell] = (h[cell] ?? 0) + (hessians[row] ?? 0);
    }
  }

  #split(at: number, column: number): void {
    const g = this.#g.subarray(at * MOST_BINS, (at + 1) * MOST_BINS);
    const h = this.#h.subarray(at * MOST_BINS, (at + 1) * MOST_BINS);
    const { lambda, leafWeight } = this.#options;
    const allG = g.reduce((sum, value) => sum + value, 0);
    const allH = h.reduce((sum, value) => sum + value, 0);
    const whole = (allG * allG) / (allH + lambda);
    let leftG = 0;
    let leftH = 0;
    for (let bin = 0; bin < MOST_BINS - 1; bin++) {
      leftG += g[bin] ?? 0;
      leftH += h[bin] ?? 0;
      if (leftH < leafWeight || allH - leftH < leafWeight) continue;
      const rightG = allG - leftG;
      const gain = (leftG * leftG) / (leftH + lambda) + (rightG * rightG) / (allH - leftH + lambda) - whole;
      if (gain <= (this.#gains[at] ?? 0)) continue;
      this.#gains[at] = gain;
      this.columns[at] = column;
      this.borders[at] = bin;
    }
  }
}
