import {
  DEFAULT_RHYTHM,
  idOf,
  toBeijing,
  type Lead,
  type ListOutlook,
  type ListReading,
  type ReadList,
  type RhythmPolicy,
  type VisitRef,
} from "@caibian/schema";

import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";
import { storable } from "../sql/storable.ts";
import { inTransaction } from "../sql/transaction.ts";
import { arrivalOf } from "./arrival.ts";
import { nextRead } from "./next-read.ts";
import { count, newRhythm, watch, type Rhythm } from "./rhythm.ts";
import { readStartList, writeStartList, type StartList } from "./start-list-row.ts";

/** The policy of a Source; null: no rhythm, its lists are read at every tick. */
export type RhythmOf = (sourceId: string) => Promise<RhythmPolicy | null | undefined>;

/** Start lists: how each was found, what its readings taught, when it is due. */
export class StartLists {
  readonly #pool: PgPoolLike;
  readonly #rhythmOf: RhythmOf;

  constructor(pool: PgPoolLike, rhythmOf: RhythmOf) {
    this.#pool = pool;
    this.#rhythmOf = rhythmOf;
  }

  async outlook(sourceId: string, url: string): Promise<ListOutlook> {
    const { rows } = await this.#pool.query("SELECT * FROM start_list WHERE source_id = $1 AND url_key = $2", [
      sourceId,
      idOf(url),
    ]);
    if (rows[0] === undefined) return { nextReadAt: null, hadLeads: false, verdict: null };
    const { nextReadMs, hadLeads, verdict } = readStartList(rows[0]);
    return { nextReadAt: nextReadMs === null ? null : toBeijing(nextReadMs), hadLeads, verdict };
  }

  /** Counts what a page of the list brought, in the transaction that keeps it. `added` in the order of the list. */
  async countNew(client: PgClientLike, visit: VisitRef, list: ReadList, added: readonly Lead[]): Promise<void> {
    if (list.start === undefined) return;
    const readMs = Date.parse(list.fetchedAt);
    const key = { sourceId: visit.sourceId, urlKey: idOf(list.start) };
    const before = await lock(client, key, list.start, readMs);
    if (added.length === 0 && (before.hadLeads || list.leads.length === 0)) return;
    const items = added.map(({ listDate }) => arrivalOf(listDate));
    const rhythm = count(watched(before, readMs), {
      sinceMs: before.readMs,
      readMs,
      items,
      isBackfill: list.isBackfill ?? false,
    });
    await writeStartList(client, key, {
      ...before,
      rhythm,
      hadLeads: before.hadLeads || list.leads.length > 0,
      // When it came to us: silence is what we heard ourselves, not what an old list's dates suggest.
      newestMs: added.length === 0 ? before.newestMs : readMs,
    });
  }

  /** Keeps how a reading went, and decides when the next one is due. */
  async record(visit: VisitRef, reading: ListReading): Promise<void> {
    const policy = await this.#rhythmOf(visit.sourceId);
    const key = { sourceId: visit.sourceId, urlKey: idOf(reading.url) };
    const atMs = Date.parse(reading.at);
    await inTransaction(this.#pool, async (client) => {
      const before = await lock(client, key, reading.url, atMs);
      const isSame = before.verdict === reading.verdict;
      const isRead = reading.verdict === "fine" || reading.verdict === "empty-ok";
      // What was not read was not watched either.
      const rhythm = isRead ? watched(before, atMs) : before.rhythm;
      await writeStartList(client, key, {
        ...before,
        rhythm,
        readMs: isRead ? atMs : before.readMs,
        nextReadMs: nextReadMs({ ...before, rhythm }, atMs, isRead, reading.isComplete, policy),
        verdict: reading.verdict,
        verdictSinceMs: isSame ? (before.verdictSinceMs ?? atMs) : atMs,
        readings: isSame ? before.readings + 1 : 1,
        trouble:
          reading.trouble === null
            ? null
            : { code: reading.trouble.code, message: storable(reading.trouble.message).slice(0, 500) },
      });
    });
  }
}

/** Before the first reading nobody watched: the list tells that time itself. */
function watched({ rhythm, readMs }: StartList, atMs: number): Rhythm {
  return readMs === null ? { ...rhythm, watchedMs: Math.max(rhythm.watchedMs, atMs) } : watch(rhythm, atMs);
}

function nextReadMs(
  list: StartList,
  atMs: number,
  isRead: boolean,
  isComplete: boolean,
  policy: RhythmPolicy | null | undefined,
): number | null {
  if (policy === null || !isComplete) return null;
  const { floorMinutes, ceilingMinutes } = policy ?? DEFAULT_RHYTHM;
  const floorMs = floorMinutes * 60_000;
  if (!isRead) return atMs + floorMs;
  return nextRead(list.rhythm, atMs, { floorMs, ceilingMs: ceilingMinutes * 60_000 });
}

async function lock(
  client: PgClientLike,
  key: { readonly sourceId: string; readonly urlKey: string },
  url: string,
  atMs: number,
): Promise<StartList> {
  const ask = `SELECT * FROM start_list WHERE source_id = $1 AND url_key = $2 FOR UPDATE`;
  const found = await client.query(ask, [key.sourceId, key.urlKey]);
  if (found.rows[0] !== undefined) return readStartList(found.rows[0]);
  const { counts } = newRhythm(atMs);
  const made = await client.query(
    `INSERT INTO start_list (source_id, url_key, url, counts, watched_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (source_id, url_key) DO UPDATE SET url = EXCLUDED.url RETURNING *`,
    [key.sourceId, key.urlKey, storable(url), counts, new Date(atMs)],
  );
  return readStartList(made.rows[0] ?? {});
}
