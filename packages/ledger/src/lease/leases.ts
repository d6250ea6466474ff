import pg from "pg";

import type { PgClientLike, PgPoolLike, PgQueryResult } from "../pool/pg-pool.ts";
import { Turns } from "../pool/turns.ts";

/** What one process at a time may have: a host to ask, a Source to visit, the schedules to keep, pruning. */
export type Leased = "host" | "source" | "schedules" | "pruning";

/** A thing that this process has to itself, over all processes on one ledger. */
export interface Lease {
  /** Aborts when the lease is gone: another process may have it now. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** First key of the advisory locks; the second is the name's hash. */
const KINDS: Readonly<Record<Leased, number>> = {
  host: 0x686f7374,
  source: 0x736f7263,
  schedules: 0x73636864,
  pruning: 0x7072756e,
};

/** Bound on one answer, in milliseconds: a half-open connection would hold the turn of all leases. */
const ANSWER_MS = 10_000;

/**
 * Leases of hosts and Sources. On a server they are session advisory locks on one connection: a dead process's are
 * freed with it. The embedded ledger has one owner, so there the process's own memory is enough.
 */
export class Leases {
  readonly #server: PgPoolLike | null;
  readonly #answerMs: number;
  /** What is held, asked for or being given up here. */
  readonly #held = new Set<string>();
  /** Of what is held: who is told when the connection breaks. */
  readonly #losing = new Map<string, AbortController>();
  /** One connection serves all leases: it is asked one thing at a time. */
  readonly #turns = new Turns();
  #session: Promise<Session> | null = null;

  constructor(server: PgPoolLike | null, answerMs: number = ANSWER_MS) {
    this.#server = server;
    this.#answerMs = answerMs;
  }

  /** True when other processes may hold leases too. */
  get isShared(): boolean {
    return this.#server !== null;
  }

  /** Takes it, or answers null while it is held, here or elsewhere. */
  async take(kind: Leased, name: string): Promise<Lease | null> {
    const key = `${kind} ${name}`;
    if (this.#held.has(key)) return null;
    this.#held.add(key);
    try {
      if (!(await this.#inTurn(() => this.#lock(kind, name)))) {
        this.#held.delete(key);
        return null;
      }
    } catch (error) {
      this.#held.delete(key);
      throw error;
    }
    const lost = new AbortController();
    this.#losing.set(key, lost);
    return {
      lost: lost.signal,
      release: async () => {
        // What was lost may be another's by now, here too.
        if (lost.signal.aborted) return;
        this.#losing.delete(key);
        try {
          await this.#inTurn(() => this.#unlock(kind, name));
        } finally {
          this.#held.delete(key);
        }
      },
    };
  }

  /** Gives up every lease, then the connection: the server notices a closed connection only a moment later. */
  async close(): Promise<void> {
    const session = await this.#session?.catch(() => null);
    this.#session = null;
    // A connection that broke takes its leases with it.
    await this.#inTurn(async () => session?.query("SELECT pg_advisory_unlock_all()")).catch(() => undefined);
    session?.end();
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const pass = await this.#turns.take();
    try {
      return await work();
    } finally {
      pass();
    }
  }

  async #lock(kind: Leased, name: string): Promise<boolean> {
    if (this.#server === null) return true;
    const session = await this.#open(this.#server);
    const { rows } = await session.query("SELECT pg_try_advisory_lock($1, hashtext($2)) AS ok", [KINDS[kind], name]);
    return rows[0]?.["ok"] === true;
  }

  async #unlock(kind: Leased, name: string): Promise<void> {
    const session = await this.#session;
    await session?.query("SELECT pg_advisory_unlock($1, hashtext($2))", [KINDS[kind], name]);
  }

  async #open(server: PgPoolLike): Promise<Session> {
    const opening = (this.#session ??= server.connect().then(
      (client) =>
        new Session(client, this.#answerMs, () => {
          if (this.#session === opening) this.#session = null;
          this.#loseAll();
        }),
    ));
    try {
      return await opening;
    } catch (error) {
      // Kept, it would refuse every lease of this process from now on.
      if (this.#session === opening) this.#session = null;
      throw error;
    }
  }

  #loseAll(): void {
    const reason = new Error("the connection that holds the leases broke");
    for (const [key, lease] of this.#losing) {
      this.#held.delete(key);
      lease.abort(reason);
    }
    this.#losing.clear();
  }
}

/** The connection that holds the locks. It is over at the first sign that it broke, whoever notices. */
class Session {
  readonly #client: PgClientLike;
  readonly #answerMs: number;
  readonly #onBroken: () => void;
  #isOver = false;

  constructor(client: PgClientLike, answerMs: number, onBroken: () => void) {
    this.#client = client;
    this.#answerMs = answerMs;
    this.#onBroken = onBroken;
    client.on("error", () => this.#break());
    client.on("end", () => this.#break());
  }

  async query(text: string, values: readonly unknown[] = []): Promise<PgQueryResult> {
    try {
      return await this.#client.query({ text, values, query_timeout: this.#answerMs });
    } catch (error) {
      // A server that says no is there. Without its answer nobody knows what is locked.
      if (!(error instanceof pg.DatabaseError)) this.#break();
      throw error;
    }
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // The pool has room for one connection: kept, it would never open another.
    this.#client.release(true);
  }

  #break(): void {
    if (this.#isOver) return;
    this.end();
    this.#onBroken();
  }
}
