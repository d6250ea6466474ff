import { messageOf, type Delivery, type Receipt, type WriteContext } from "@caibian/schema";

/** One call of `write`. */
export interface Submission {
  readonly batch: readonly Delivery[];
  readonly context: WriteContext | undefined;
}

/** Makes a group durable: one list of Receipts for each submission. */
export type Commit = (group: readonly Submission[]) => Promise<readonly (readonly Receipt[])[]>;

interface Waiting extends Submission {
  readonly resolve: (receipts: readonly Receipt[]) => void;
  readonly reject: (error: Error) => void;
}

/** One writer for many shards: batches that arrive while it writes are written together, by one flush. */
export class GroupCommit {
  readonly #commit: Commit;
  readonly #explain: (error: unknown) => Error | Promise<Error>;
  #waiting: Waiting[] = [];
  #line: Promise<unknown> = Promise.resolve();

  /** `explain` is called once for a group that failed: it sets things right and says what its batches are told. */
  constructor(commit: Commit, explain: (error: unknown) => Error | Promise<Error>) {
    this.#commit = commit;
    this.#explain = explain;
  }

  /** Resolves when the batch is durable. */
  write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, context, resolve, reject });
      if (this.#waiting.length === 1) this.#line = this.#line.then(() => this.#flush());
    });
  }

  /** Runs a task while nothing is written. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#line.then(task);
    // The caller hears of a failure; the line goes on.
    this.#line = done.catch(() => undefined);
    return done;
  }

  async #flush(): Promise<void> {
    const group = this.#waiting;
    this.#waiting = [];
    try {
      const receipts = await this.#commit(group);
      for (const [i, one] of group.entries()) one.resolve(receipts[i] ?? []);
    } catch (error) {
      const failure = await this.#explained(error);
      for (const one of group) one.reject(failure);
    }
  }

  /** Whatever happens, the batches are told something, and the line goes on. */
  async #explained(error: unknown): Promise<Error> {
    try {
      return await this.#explain(error);
    } catch (worse) {
      return worse instanceof Error ? worse : new Error(messageOf(worse), { cause: error });
    }
  }
}
