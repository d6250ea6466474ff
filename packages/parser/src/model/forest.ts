/** Boosted trees of one depth, complete and laid out in breadth-first order, one tree after another. */
export interface Forest {
  readonly depth: number;
  /** Log-odds before any tree. */
  readonly base: number;
  /** Column that each inner node looks at. */
  readonly features: readonly number[];
  /** A value over the threshold goes right. */
  readonly thresholds: readonly number[];
  /** Log-odds that each leaf adds. */
  readonly leaves: readonly number[];
}

/** A forest in typed arrays, ready to answer. */
export class Predictor {
  readonly #depth: number;
  readonly #base: number;
  readonly #features: Uint8Array;
  readonly #thresholds: Float32Array;
  readonly #leaves: Float32Array;
  readonly #trees: number;

  constructor(forest: Forest) {
    this.#depth = forest.depth;
    this.#base = forest.base;
    this.#features = Uint8Array.from(forest.features);
    this.#thresholds = Float32Array.from(forest.thresholds);
    this.#leaves = Float32Array.from(forest.leaves);
    this.#trees = forest.leaves.length >> forest.depth;
  }

  /** Log-odds of the row that starts at `offset`. */
  predict(values: Float32Array, offset: number): number {
    const features = this.#features;
    const thresholds = this.#thresholds;
    const inner = (1 << this.#depth) - 1;
    let sum = this.#base;
    for (let tree = 0, node0 = 0, leaf0 = 0; tree < this.#trees; tree++, node0 += inner, leaf0 += inner + 1) {
      let at = 0;
      for (let level = 0; level < this.#depth; level++) {
        const value = values[offset + (features[node0 + at] ?? 0)] ?? 0;
        at = 2 * at + (value > (thresholds[node0 + at] ?? 0) ? 2 : 1);
      }
      sum += this.#leaves[leaf0 + at - inner] ?? 0;
    }
    return sum;
  }
}
