/** What the answers of one page load may weigh together. Each gets its share before it is asked for. */
export class ByteBudget {
  readonly #share: number;
  #left: number;
  #open = 0;
  readonly #waiting: (() => void)[] = [];

  /** `bytes` in all, at most `share` of them for one answer. */
  constructor(bytes: number, share: number) {
    this.#left = bytes;
    this.#share = share;
  }

  /** Waits while others hold what a whole share needs; 0 when nothing is left. What is taken must be booked. */
  async take(): Promise<number> {
    while (this.#open > 0 && this.#left < this.#share)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const share = Math.min(this.#share, this.#left);
    this.#left -= share;
    this.#open++;
    return share;
  }

  /** The answer is here: what it did not use is for others. */
  book(share: number, used: number): void {
    this.#left += share - used;
    this.#open--;
    for (const go of this.#waiting.splice(0)) go();
  }
}
