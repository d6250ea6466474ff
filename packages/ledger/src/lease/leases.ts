import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";
import { Turns } from "../pool/turns.ts";

/** What one process at a time may have: a host to ask, a Source to visit. */
export type Leased = "host" | "source";

/** A thing that this process has to itself, over all processes on one ledger. */
export interface Lease {
  /** Aborts when the lease is gone: another process may have it now. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** First key of the advisory locks; the second is the name's hash. */
const KINDS: Readonly<Record<Leased, number>> = { host: 0x686f7374, source: 0x736f7263 };

/**
 * Leases of hosts and Sources. On a server they are session advisory locks on one connection: a dead process's are
 * freed with it. The embedded ledger has one owner, so there the process's own memory is enough.
 */
export class Leases {
  readonly #server: PgPoolLike | null;
  readonly #held = new Set<string>();
  readonly #losing = new Set<AbortController>();
  /** One connection serves all leases: it is asked one thing at a time. */
  readonly #turns = new Turns();
  #client: Promise<PgClientLike> | null = null;

  constructor(server: PgPoolLike | null) {
    this.#server = server;
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
    this.#losing.add(lost);
    return {
      lost: lost.signal,
      release: async () => {
        // What was lost may be another's by now, here too.
        if (lost.signal.aborted) return;
        this.#losing.delete(lost);
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
    const client = await this.#client?.catch(() => null);
    this.#client = null;
    // A connection that broke takes its leases with it.
    await this.#inTurn(async () => client?.query("SELECT pg_advisory_unlock_all()")).catch(() => undefined);
    client?.release(true);
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
    const client = await this.#session(this.#server);
    const { rows } = await client.query("SELECT pg_try_advisory_lock($1, hashtext($2)) AS ok", [KINDS[kind], name]);
    return rows[0]?.["ok"] === true;
  }

  async #unlock(kind: Leased, name: string): Promise<void> {
    if (this.#client === null) return;
    await (await this.#client).query("SELECT pg_advisory_unlock($1, hashtext($2))", [KINDS[kind], name]);
  }

  #session(server: PgPoolLike): Promise<PgClientLike> {
    this.#client ??= server.connect().then((client) => {
      let isGone = false;
      const gone = (): void => {
        if (isGone) return;
        isGone = true;
        // The pool has room for one connection: without this it would never open another.
        if (this.#client !== null) client.release(true);
        this.#client = null;
        this.#held.clear();
        for (const lease of this.#losing) lease.abort(new Error("the connection that holds the leases broke"));
        this.#losing.clear();
      };
      client.on("error", gone);
      client.on("end", gone);
      return client;
    });
    return this.#client;
  }
}
