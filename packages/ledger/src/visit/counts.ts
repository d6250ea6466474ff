import type { PgClientLike } from "../pool/pg-pool.ts";

const COLUMNS = [
  "lists_read",
  "leads_found",
  "pages",
  "published",
  "updated",
  "withdrawn",
  "unchanged",
  "quarantined",
  "refused",
  "held",
  "missing_once",
  "failed",
  "rechecked",
  "changed",
  "vanished",
] as const;

/** The counters of a Visit, by column. */
export type VisitColumn = (typeof COLUMNS)[number];

/** Counters at zero. */
export function noCounts(): Record<VisitColumn, number> {
  return Object.fromEntries(COLUMNS.map((column) => [column, 0])) as Record<VisitColumn, number>;
}

/** Adds to a Visit's counters, in the transaction that did what they count. */
export async function addCounts(
  client: Pick<PgClientLike, "query">,
  visitId: string,
  counts: Partial<Record<VisitColumn, number>>,
): Promise<void> {
  const set = COLUMNS.filter((column) => (counts[column] ?? 0) !== 0);
  if (set.length === 0) return;
  await client.query(
    `UPDATE visit SET ${set.map((column, i) => `${column} = ${column} + $${i + 2}`).join(", ")} WHERE id = $1`,
    [visitId, ...set.map((column) => counts[column])],
  );
}
