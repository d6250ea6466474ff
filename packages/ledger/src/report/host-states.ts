import type { CoolingCause } from "@caibian/schema";

import type { PgPoolLike } from "../pool/pg-pool.ts";
import type { HostReport } from "../reports.ts";
import { int, text, textOrNull, timeOrNull } from "../sql/read-row.ts";

/** What is known of hosts: those that are left alone first, then those that were asked last. */
export async function readHostStates(
  pool: PgPoolLike,
  { host, limit = 100 }: { readonly host?: string; readonly limit?: number },
): Promise<readonly HostReport[]> {
  const { rows } = await pool.query(
    `SELECT host, cause, cause_since, gap_ms, latency_ms, failures, day, used, saved_at,
       CASE WHEN cause IS NOT NULL AND next_at > now() THEN next_at END AS until
     FROM host WHERE $1::text IS NULL OR host = $1
     ORDER BY cause IS NOT NULL AND next_at > now() DESC, saved_at DESC, host LIMIT $2`,
    [host ?? null, Math.min(limit, 1000)],
  );
  return rows.map((row) => ({
    host: text(row, "host"),
    // Written by the host book and by nothing else.
    cause: textOrNull(row, "cause") as CoolingCause | null,
    since: timeOrNull(row, "cause_since"),
    until: timeOrNull(row, "until"),
    gapMs: int(row, "gap_ms"),
    latencyMs: int(row, "latency_ms"),
    failures: int(row, "failures"),
    day: text(row, "day"),
    used: int(row, "used"),
    askedAt: timeOrNull(row, "saved_at"),
  }));
}
