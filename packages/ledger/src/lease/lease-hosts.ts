import { randomUUID } from "node:crypto";

import type { PgPoolLike } from "../pool/pg-pool.ts";

/** Leave to ask some hosts, held by one Visit at a time across all processes. */
export interface HostLease {
  /** Aborts when the lease could not be renewed in time: another process may have the hosts now. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** A dead holder's hosts are free again after this time, in milliseconds. */
const LEASE_MS = 60_000;
const RENEW_MS = 15_000;

/**
 * Takes all of the hosts or, when one of them is held, none (null). So two processes never ask one host at once,
 * and its delay holds across them.
 */
export async function leaseHosts(pool: PgPoolLike, hosts: readonly string[]): Promise<HostLease | null> {
  const holder = randomUUID();
  // Sorted, so that two processes that want the same hosts do not wait for each other in a circle.
  const wanted = [...new Set(hosts)].sort();
  const { rowCount } = await pool.query(
    `INSERT INTO host_lease (host, holder, until)
     SELECT host, $2, clock_timestamp() + $3 * interval '1 millisecond' FROM unnest($1::text[]) AS host ORDER BY host
     ON CONFLICT (host) DO UPDATE SET holder = excluded.holder, until = excluded.until
     WHERE host_lease.until < clock_timestamp()`,
    [wanted, holder, LEASE_MS],
  );
  if (rowCount !== wanted.length) {
    await free(pool, holder);
    return null;
  }
  return keep(pool, holder, wanted.length);
}

function keep(pool: PgPoolLike, holder: string, count: number): HostLease {
  const lost = new AbortController();
  let renewedAt = performance.now();
  const renew = async (): Promise<void> => {
    const { rowCount } = await pool.query(
      `UPDATE host_lease SET until = clock_timestamp() + $2 * interval '1 millisecond'
       WHERE holder = $1 AND until > clock_timestamp()`,
      [holder, LEASE_MS],
    );
    if (rowCount === count) renewedAt = performance.now();
    else lost.abort(new Error("the lease on the hosts ran out"));
  };
  const timer = setInterval(() => {
    renew().catch((error: unknown) => {
      if (performance.now() - renewedAt > LEASE_MS - RENEW_MS) lost.abort(error);
    });
  }, RENEW_MS);
  timer.unref();
  return {
    lost: lost.signal,
    async release() {
      clearInterval(timer);
      await free(pool, holder);
    },
  };
}

async function free(pool: PgPoolLike, holder: string): Promise<void> {
  await pool.query("DELETE FROM host_lease WHERE holder = $1", [holder]);
}
