import type { StoreError } from "../../errors.ts";
import { Turns } from "./turns.ts";
import { within } from "./within.ts";

/** A client library's connection. */
export interface Connection<Client> {
  /** The client, when it may be used. */
  readonly ready: Promise<Client>;
  /** Ends every socket and timer of it, also while it is being made. Must not wait for the server. */
  readonly end: () => Promise<void> | void;
}

/** What a Line is made of. */
export interface LineOptions<Client> {
  readonly connect: () => Connection<Client>;
  /** Bound on one piece of work, connecting included, in milliseconds. */
  readonly deadlineMs: number;
  readonly errorOf: (thrown: unknown) => StoreError;
}

/**
 * The line to a broker: connected at first need. One batch is under way at a time, and after a failure the connection
 * is thrown away, never mended by the client library: a batch that was given up must not arrive behind its own
 * repetition, and at most that one batch is there twice.
 */
export class Line<Client> {
  readonly #options: LineOptions<Client>;
  readonly #turns = new Turns();
  #connection: Connection<Client> | null = null;

  constructor(options: LineOptions<Client>) {
    this.#options = options;
  }

  /** The work's result, in its turn. Throws StoreErrors. */
  async run<Result>(work: (client: Client) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    return this.#turns.take(async () => {
      const { connect, deadlineMs, errorOf } = this.#options;
      try {
        return await within(this.#use(connect, work), deadlineMs, signal);
      } catch (error) {
        const failure = errorOf(error);
        await this.close();
        throw failure;
      }
    });
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.end();
  }

  async #use<Result>(connect: () => Connection<Client>, work: (client: Client) => Promise<Result>): Promise<Result> {
    this.#connection ??= connect();
    return work(await this.#connection.ready);
  }
}
