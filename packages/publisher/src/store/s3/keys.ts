import { hash } from "node:crypto";

import { toBeijing, type Delivery, type WriteContext } from "@caibian/schema";

/** Objects whose name begins with `_` are no data to Spark, DuckDB and their like. */
const OURS = "_caibian";
export const DATA = "data/";
const DATA_KEY = /^data\/(date=[^/]+)\/part-(.+)-\d{6,}-\d+\./;

/**
 * A line of parts: one for each shard's log, one for each run of history in it, one for the dead letters sent again.
 * It begins with the shard's two digits.
 */
export function laneOf(shard: number, context?: WriteContext): string {
  const log = prefixOfShard(shard);
  if (context?.replay === true) return `${log}-replay`;
  if (context?.backfill === undefined) return log;
  const run = context.backfill;
  return `${log}-run-${/^[a-z0-9_.]{1,40}$/i.test(run) ? run : hash("sha256", run).slice(0, 16)}`;
}

/** What the names of a shard's lanes begin with. */
export function prefixOfShard(shard: number): string {
  return String(shard).padStart(2, "0");
}

/**
 * The key of a lane's n-th part, which begins with this Delivery. The pointer names it before it is written: a batch
 * that comes again writes the same object again.
 */
export function partKey(lane: string, n: number, first: Delivery, extension: string): string {
  const date = toBeijing(Date.parse(first.at)).slice(0, 10);
  return `${DATA}date=${date}/part-${lane}-${String(n).padStart(6, "0")}-${String(first.seq)}.${extension}`;
}

/** Where a lane says which part it is writing. */
export function lanePointerKey(lane: string): string {
  return `${OURS}/lanes/${lane}.json`;
}

/** The pointers of a shard's lanes begin so; without a shard, all. */
export function lanePointers(shard?: number): string {
  return `${OURS}/lanes/${shard === undefined ? "" : prefixOfShard(shard)}`;
}

/** The lane of a pointer's key. */
export function laneOfPointer(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1, -".json".length);
}

/** Where it is told what a full part holds. */
export function heldKey(part: string): string {
  const [, date = "", lane = ""] = DATA_KEY.exec(part) ?? [];
  return `${OURS}/held/${lane.slice(0, 2)}/${date}/${part.slice(part.lastIndexOf("/") + 1)}.txt`;
}

/** The lists of what full parts hold, of a shard; without a shard, of all. */
export function heldLists(shard?: number): string {
  return `${OURS}/held/${shard === undefined ? "" : `${prefixOfShard(shard)}/`}`;
}

/** The part that a list tells of. */
export function partOfHeld(key: string): string {
  const [, , , date = "", name = ""] = key.split("/");
  return `${DATA}${date}/${name.slice(0, -".txt".length)}`;
}

/** The lane that a part belongs to. */
export function laneOfPart(part: string): string {
  return DATA_KEY.exec(part)?.[2] ?? "";
}

/** Where it is noted that an article was taken down, and at which revision. */
export function erasedKey(shard: number, { articleId, revision }: Delivery): string {
  return `${erasedKeys(shard)}${articleId}-${String(revision)}`;
}

/** The notes of what was taken down in a shard begin so. */
export function erasedKeys(shard: number): string {
  return `${OURS}/erased/${prefixOfShard(shard)}/`;
}

/** What such a note says. */
export function erasedOfKey(key: string): { readonly articleId: string; readonly revision: number } {
  const name = key.slice(key.lastIndexOf("/") + 1);
  const end = name.lastIndexOf("-");
  return { articleId: name.slice(0, end), revision: Number(name.slice(end + 1)) };
}
