import { EventEmitter } from "node:events";

import { LedgerError } from "../errors.ts";
import type { EmbeddedSession } from "./embedded-session.ts";
import type { PgClientLike, PgPoolLike, PgQueryConfig, PgQueryResult } from "./pg-pool.ts";
import { Turns } from "./turns.ts";

/**
 * A `pg.Pool` over one PGlite session. Clients take turns statement by statement; from BEGIN to its end a client
 * has the session alone and all others wait. `LISTEN` holds for the session, so every client hears everything.
 */
export class EmbeddedPool extends EventEmitter implements PgPoolLike {
  readonly options: { readonly keepAlive: boolean; readonly max: number } = { keepAlive: true, max: 1 };
  readonly #session: EmbeddedSession;
  readonly #turns: Turns;
  readonly #clients = new Set<EmbeddedClient>();
  #isEnded = false;

  constructor(session: EmbeddedSession, turns: Turns = new Turns()) {
    super();
    this.#session = session;
    this.#turns = turns;
    // A pool serves many listeners by design: one per BullMQ queue and worker.
    this.setMaxListeners(0);
  }

  async query<R = Record<string, unknown>>(
    query: string | PgQueryConfig,
    values?: readonly unknown[],
  ): Promise<PgQueryResult<R>> {
    const client = await this.connect();
    try {
      return await client.query<R>(query, values);
    } finally {
      client.release();
    }
  }

  connect(): Promise<EmbeddedClient> {
    if (this.#isEnded) {
      return Promise.reject(
        new LedgerError({ code: "E_LEDGER_CLOSED", what: "the ledger's pool was used after its end" }),
      );
    }
    const client = new EmbeddedClient(this.#session, this.#turns, (gone) => this.#clients.delete(gone));
    this.#clients.add(client);
    this.emit("connect", client);
    return Promise.resolve(client);
  }

  /** Ends this door; the session stays for the others. Transactions left open are rolled back. */
  async end(): Promise<void> {
    this.#isEnded = true;
    for (const client of this.#clients) {
      client.release();
      client.emit("end");
    }
    // What was asked before the end still gets its turn.
    (await this.#turns.take())();
  }
}

/** One checked-out client of an EmbeddedPool. */
export class EmbeddedClient extends EventEmitter implements PgClientLike {
  readonly #session: EmbeddedSession;
  readonly #turns: Turns;
  readonly #forget: (client: EmbeddedClient) => void;
  #pass: (() => void) | null = null;
  #unhear: (() => void) | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #isReleased = false;

  constructor(session: EmbeddedSession, turns: Turns, forget: (client: EmbeddedClient) => void) {
    super();
    this.#session = session;
    this.#turns = turns;
    this.#forget = forget;
    this.setMaxListeners(0);
    this.on("newListener", (event) => {
      if (event !== "notification" || this.#unhear !== null) return;
      this.#unhear = session.onNotification((channel, payload) => {
        this.emit("notification", { channel, payload, processId: 0 });
      });
    });
  }

  /** Queries of one client run in the order they were asked, as on a connection. */
  query<R = Record<string, unknown>>(
    query: string | PgQueryConfig,
    values?: readonly unknown[],
  ): Promise<PgQueryResult<R>> {
    if (this.#isReleased) {
      return Promise.reject(
        new LedgerError({ code: "E_LEDGER_CLOSED", what: "a client of the ledger was used after its release" }),
      );
    }
    const run = this.#queue.then(() => this.#run<R>(query, values));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  release(_error?: Error | boolean): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#unhear?.();
    this.#unhear = null;
    this.#forget(this);
    this.#queue = this.#queue
      .then(() => this.#rollBack())
      .catch((failure: unknown) => {
        if (this.listenerCount("error") > 0) this.emit("error", failure);
      });
  }

  async #run<R>(query: string | PgQueryConfig, values: readonly unknown[] | undefined): Promise<PgQueryResult<R>> {
    this.#pass ??= await this.#turns.take();
    try {
      return await this.#session.run<R>(query, values);
    } finally {
      if (!this.#session.isInTransaction) this.#passOn();
    }
  }

  async #rollBack(): Promise<void> {
    if (this.#pass === null) return;
    try {
      await this.#session.run("ROLLBACK");
    } finally {
      this.#passOn();
    }
  }

  #passOn(): void {
    this.#pass?.();
    this.#pass = null;
  }
}
