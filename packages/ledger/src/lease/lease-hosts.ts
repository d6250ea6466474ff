import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";
import { Turns } from "../pool/turns.ts";

/** Leave to ask some hosts, held by one Visit at a time across all processes on one ledger. */
export interface HostLease {
  /** Aborts when the lease is gone: another process may have the hosts now. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** First key of the advisory locks on hosts; the second is the host's hash. "host" */
const HOSTS = 0x686f7374;

/**
 * Leases of hosts, so that two processes never ask one host at once and its delay holds across them. On a server they
 * are session advisory locks on one connection: a dead process's are freed with it. The embedded ledger has one owner,
 * so there the process's own memory is enough.
 */
export class HostLeases {
  readonly #server: PgPoolLike | null;
  readonly #held = new Set<string>();
  readonly #losing = new Set<AbortController>();
  /** One connection serves all leases: it is asked one thing at a time. */
  readonly #turns = new Turns();
  #client: Promise<PgClientLike> | null = null;

  constructor(server: PgPoolLike | null) {
    this.#server = server;
  }

  /** Takes all of the hosts or, when one of them is held, none (null). */
  async lease(hosts: readonly string[]): Promise<HostLease | null> {
    const wanted = [...new Set(hosts)].sort();
    if (wanted.some((host) => this.#held.has(host))) return null;
    for (const host of wanted) this.#held.add(host);
    try {
      if (!(await this.#inTurn(() => this.#lock(wanted)))) {
        this.#forget(wanted);
        return null;
      }
    } catch (error) {
      this.#forget(wanted);
      throw error;
    }
    const lost = new AbortController();
    this.#losing.add(lost);
    return {
      lost: lost.signal,
      release: async () => {
        this.#losing.delete(lost);
        try {
          if (!lost.signal.aborted) await this.#inTurn(() => this.#unlock(wanted));
        } finally {
          this.#forget(wanted);
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

  #forget(hosts: readonly string[]): void {
    for (const host of hosts) this.#held.delete(host);
  }

  async #lock(hosts: readonly string[]): Promise<boolean> {
    if (this.#server === null) return true;
    const client = await this.#session(this.#server);
    const locked: string[] = [];
    for (const host of hosts) {
      const { rows } = await client.query("SELECT pg_try_advisory_lock($1, hashtext($2)) AS ok", [HOSTS, host]);
      if (rows[0]?.["ok"] !== true) {
        await this.#unlock(locked);
        return false;
      }
      locked.push(host);
    }
    return true;
  }

  async #unlock(hosts: readonly string[]): Promise<void> {
    if (hosts.length === 0 || this.#client === null) return;
    const client = await this.#client;
    for (const host of hosts) await client.query("SELECT pg_advisory_unlock($1, hashtext($2))", [HOSTS, host]);
  }

  #session(server: PgPoolLike): Promise<PgClientLike> {
    this.#client ??= server.connect().then((client) => {
      const gone = (): void => {
        this.#client = null;
        for (const lease of this.#losing)
          lease.abort(new Error("the connection that holds the lease on the hosts broke"));
        this.#losing.clear();
      };
      client.on("error", gone);
      client.on("end", gone);
      return client;
    });
    return this.#client;
  }
}
