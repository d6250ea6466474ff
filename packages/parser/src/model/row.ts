/** Writes one row of numbers after the other into a table. */
export class RowWriter {
  readonly values: Float32Array;
  #at = 0;

  constructor(values: Float32Array) {
    this.values = values;
  }

  /** Where the next number goes. */
  get at(): number {
    return this.#at;
  }

  moveTo(offset: number): void {
    this.#at = offset;
  }

  put(value: number): void {
    this.values[this.#at++] = value;
  }

  copy(from: Float32Array, offset: number, count: number): void {
    for (let i = 0; i < count; i++) this.values[this.#at++] = from[offset + i] ?? 0;
  }
}
