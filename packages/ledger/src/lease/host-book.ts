import type { CoolingCause, HostBook, HostHold, HostMemory } from "@caibian/schema";

import type { PgPoolLike } from "../pool/pg-pool.ts";
import { int, text, textOrNull, type Row } from "../sql/read-row.ts";
import { storable } from "../sql/storable.ts";
import type { Leases } from "./leases.ts";

/** The hosts in the ledger. Spans are kept as times of the database's clock, the only one that all processes share. */
export class SqlHostBook implements HostBook {
  readonly #pool: PgPoolLike;
  readonly #leases: Leases;

  constructor(pool: PgPoolLike, leases: Leases) {
    this.#pool = pool;
    this.#leases = leases;
  }

  get isShared(): boolean {
    return this.#leases.isShared;
  }

  async take(host: string): Promise<HostHold | null> {
    const name = storable(host);
    const lease = await this.#leases.take("host", name);
    if (lease === null) return null;
    try {
      // Read after the lock is held: what the last holder wrote is there.
      const row = (await this.#pool.query(TAKE, [name])).rows[0];
      const isKnown = row !== undefined && text(row, "host_before") !== "";
      return {
        memory: isKnown ? readMemory(row) : null,
        wasLeftOpen: isKnown && row["was_held"] === true,
        lost: lease.lost,
        save: (memory) => this.#save(name, memory, true),
        release: async (memory) => {
          try {
            await this.#save(name, memory, false);
          } finally {
            await lease.release();
          }
        },
      };
    } catch (error) {
      await lease.release();
      throw error;
    }
  }

  async #save(host: string, memory: HostMemory, isHeld: boolean): Promise<void> {
    const { waitMs, gapMs, latencyMs, extraMs, failures, coolings, cause, answers, day, used } = memory;
    await this.#pool.query(SAVE, [
      host,
      isHeld,
      waitMs,
      gapMs,
      latencyMs,
      extraMs,
      failures,
      coolings,
      cause,
      day,
      used,
      answers,
    ]);
  }
}

// Both parts of the statement see the table as it was before it.
const TAKE = `
WITH taken AS (
  INSERT INTO host (host) VALUES ($1) ON CONFLICT (host) DO UPDATE SET is_held = true RETURNING host)
SELECT coalesce(h.host, '') AS host_before, h.is_held AS was_held, gap_ms, latency_ms, extra_ms, failures, coolings,
  cause, answers, day, used, greatest(0, ceil(extract(epoch FROM next_at - clock_timestamp()) * 1000))::bigint AS wait_ms
FROM taken t LEFT JOIN host h ON h.host = t.host`;

const SAVE = `
UPDATE host SET is_held = $2, next_at = clock_timestamp() + $3 * interval '1 millisecond', gap_ms = $4,
  latency_ms = $5, extra_ms = $6, failures = $7, coolings = $8, cause = $9,
  cause_since = CASE WHEN $9::text IS NULL THEN NULL WHEN cause = $9 THEN cause_since ELSE now() END,
  day = $10, used = $11, answers = $12, saved_at = now()
WHERE host = $1`;

function readMemory(row: Row): HostMemory {
  return {
    waitMs: int(row, "wait_ms"),
    gapMs: int(row, "gap_ms"),
    latencyMs: int(row, "latency_ms"),
    extraMs: int(row, "extra_ms"),
    failures: int(row, "failures"),
    coolings: int(row, "coolings"),
    // Written by `save` and by nothing else.
    cause: textOrNull(row, "cause") as CoolingCause | null,
    answers: int(row, "answers"),
    day: text(row, "day"),
    used: int(row, "used"),
  };
}
