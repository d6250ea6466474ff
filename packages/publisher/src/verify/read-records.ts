import type { Article, CurrentArticles, Delivery, ExpectedRecord, HeldRecord, StoreAdapter } from "@caibian/schema";

/** What reading the ledger's records needs. */
export interface RecordDoors {
  readonly adapter: Pick<StoreAdapter, "digestOf">;
  readonly current: Pick<CurrentArticles, "newestDeliveries">;
  /** Whether the Store's selection takes an article. Default: all. */
  readonly wanted?: ((article: Article) => boolean) | undefined;
  readonly signal: AbortSignal;
}

/** What only the records themselves tell, by article. */
export interface RecordVerdicts {
  /** The Store's selection leaves it out. */
  readonly unwanted: ReadonlySet<string>;
  /** The Store holds the right revision of it with another record. */
  readonly garbled: ReadonlySet<string>;
}

/** Whole records, read at once. */
const MOST_AT_ONCE = 50;

/** Reads the ledger's records where there is a selection to ask, or a digest to compare with. */
export async function readRecords(
  due: readonly ExpectedRecord[],
  held: ReadonlyMap<string, HeldRecord>,
  doors: RecordDoors,
): Promise<RecordVerdicts> {
  const { current, wanted, signal } = doors;
  const unwanted = new Set<string>();
  const garbled = new Set<string>();
  const asked = due.filter((one) => wanted !== undefined || hasDigest(held.get(one.articleId)));
  for (let from = 0; from < asked.length; from += MOST_AT_ONCE) {
    signal.throwIfAborted();
    const ids = asked.slice(from, from + MOST_AT_ONCE).map((one) => one.articleId);
    for (const delivery of await current.newestDeliveries(ids)) {
      const { articleId, article } = delivery;
      if (article === null) continue;
      if (wanted?.(article) === false) unwanted.add(articleId);
      else if (isGarbled(delivery, held.get(articleId), doors.adapter)) garbled.add(articleId);
    }
  }
  return { unwanted, garbled };
}

function hasDigest(held: HeldRecord | undefined): boolean {
  return typeof held?.digest === "string";
}

function isGarbled(delivery: Delivery, held: HeldRecord | undefined, adapter: Pick<StoreAdapter, "digestOf">): boolean {
  if (held?.revision !== delivery.revision || held.status === "withdrawn" || !hasDigest(held)) return false;
  const digest = adapter.digestOf?.(delivery) ?? null;
  return digest !== null && digest !== held.digest;
}
