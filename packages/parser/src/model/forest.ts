/** Boosted trees of one depth, complete and laid out in breadth-first order, one tree after another. */
export interface Forest {
  /** Numbers in a row that it looks at. */
  readonly columns: number;
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

/** Trees that are walked side by side: each step of one waits for the step before, those of others need not. */
const ABREAST = 4;

/** A forest in typed arrays, ready to answer. */
export class Predictor {
  readonly #depth: number;
  readonly #base: number;
  readonly #columns: Uint8Array;
  readonly #thresholds: Float32Array;
  readonly #leaves: Float32Array;
  readonly #trees: number;

  constructor({ depth, base, features, thresholds, leaves }: Forest) {
    this.#depth = depth;
    this.#base = base;
    // Trees without weight fill the last row.
    this.#trees = Math.ceil((leaves.length >> depth) / ABREAST) * ABREAST;
    const inner = (1 << depth) - 1;
    this.#columns = new Uint8Array(this.#trees * inner);
    this.#columns.set(features);
    this.#thresholds = new Float32Array(this.#trees * inner);
    this.#thresholds.set(thresholds);
    this.#leaves = new Float32Array(this.#trees << depth);
    this.#leaves.set(leaves);
  }

  /** Log-odds of the row that starts at `offset`. */
  predict(row: Float32Array, offset: number): number {
    const columns = this.#columns;
    const limits = this.#thresholds;
    const leaves = this.#leaves;
    const depth = this.#depth;
    const inner = (1 << depth) - 1;
    const last = inner + 1;
    const end = this.#trees * inner;
    // Typed arrays of one length: the looks cannot miss. Right is left plus one: no branch to guess.
    const isRight = (node: number): number =>
      Number((row[offset + (columns[node] as number)] as number) > (limits[node] as number));
    let sum = this.#base;
    for (let node = 0, leaf = -inner; node < end; node += ABREAST * inner, leaf += ABREAST * last) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let level = 0; level < depth; level++) {
        a = 2 * a + 1 + isRight(node + a);
        b = 2 * b + 1 + isRight(node + inner + b);
        c = 2 * c + 1 + isRight(node + 2 * inner + c);
        d = 2 * d + 1 + isRight(node + 3 * inner + d);
      }
      sum += leaves[leaf + a] as number;
      sum += leaves[leaf + last + b] as number;
      sum += leaves[leaf + 2 * last + c] as number;
      sum += leaves[leaf + 3 * last + d] as number;
    }
    return sum;
  }
}
