import type { Table } from "./boost.ts";

/** Bins of a column at most. */
export const MOST_BINS = 64;
const MOST_SAMPLES = 50_000;

/** The columns of a table, each cut into bins of about as many rows: trees look at bins only. */
export class Bins {
  readonly rows: number;
  readonly columns: number;
  readonly #edges: readonly Float64Array[];
  readonly #bins: Uint8Array;

  constructor(table: Table) {
    this.rows = table.rows;
    this.columns = table.columns;
    this.#edges = Array.from({ length: table.columns }, (_, column) => edgesOf(table, column));
    this.#bins = binned(table, this.#edges);
  }

  /** The bins of a column, by row. */
  of(column: number): Uint8Array {
    return this.#bins.subarray(column * this.rows, (column + 1) * this.rows);
  }

  at(column: number, row: number): number {
    return this.#bins[column * this.rows + row] ?? 0;
  }

  /** The greatest value of a bin; past the last bin a value that nothing is over. */
  edge(column: number, bin: number): number {
    return this.#edges[column]?.[bin] ?? Number.MAX_VALUE;
  }
}

/** Upper edges of the bins: quantiles of the column's distinct values. */
function edgesOf(table: Table, column: number): Float64Array {
  const sample: number[] = [];
  const step = Math.max(1, Math.floor(table.rows / MOST_SAMPLES));
  for (let row = 0; row < table.rows; row += step) sample.push(table.values[row * table.columns + column] ?? 0);
  sample.sort((a, b) => a - b);
  const edges: number[] = [];
  for (let bin = 1; bin < MOST_BINS; bin++) {
    const edge = sample[Math.floor((sample.length * bin) / MOST_BINS)] ?? 0;
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
