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

/** Stands in the place of a column: the node is a leaf. */
const LEAF = 255;

/** A forest in typed arrays, ready to answer: nodes that always go left are left out. */
export class Predictor {
  readonly #base: number;
  /** By node: the column it looks at, or `LEAF`. A node's left child stands behind it. */
  readonly #columns: Uint8Array;
  /** By node: the threshold, or what the leaf adds. */
  readonly #values: Float32Array;
  readonly #rights: Uint16Array;
  readonly #roots: Uint16Array;

  constructor(forest: Forest) {
    const { depth, leaves } = forest;
    const nodes: TreeNode[] = [];
    const roots: number[] = [];
    for (let tree = 0; tree < leaves.length >> depth; tree++) {
      roots.push(nodes.length);
      addNode(nodes, forest, tree, 0);
    }
    this.#base = forest.base;
    this.#columns = Uint8Array.from(nodes, ({ column }) => column);
    this.#values = Float32Array.from(nodes, ({ value }) => value);
    this.#rights = Uint16Array.from(nodes, ({ right }) => right);
    this.#roots = Uint16Array.from(roots);
  }

  /** Log-odds of the row that starts at `offset`. */
  predict(row: Float32Array, offset: number): number {
    const columns = this.#columns;
    const values = this.#values;
    const rights = this.#rights;
    const roots = this.#roots;
    let sum = this.#base;
    for (let tree = 0; tree < roots.length; tree++) {
      // Typed arrays of one length, and rights of their nodes: the looks cannot miss.
      let at = roots[tree] as number;
      let column = columns[at] as number;
      while (column !== LEAF) {
        at = (row[offset + column] as number) > (values[at] as number) ? (rights[at] as number) : at + 1;
        column = columns[at] as number;
      }
      sum += values[at] as number;
    }
    return sum;
  }
}

interface TreeNode {
  readonly column: number;
  readonly value: number;
  right: number;
}

/** Adds the subtree at a place of a complete tree. */
function addNode(nodes: TreeNode[], forest: Forest, tree: number, at: number): void {
  const inner = (1 << forest.depth) - 1;
  if (at >= inner) {
    nodes.push({ column: LEAF, value: forest.leaves[tree * (inner + 1) + at - inner] ?? 0, right: 0 });
    return;
  }
  const value = forest.thresholds[tree * inner + at] ?? Infinity;
  if (value === Infinity) {
    addNode(nodes, forest, tree, 2 * at + 1);
    return;
  }
  const node: TreeNode = { column: forest.features[tree * inner + at] ?? 0, value, right: 0 };
  nodes.push(node);
  addNode(nodes, forest, tree, 2 * at + 1);
  node.right = nodes.length;
  addNode(nodes, forest, tree, 2 * at + 2);
}
