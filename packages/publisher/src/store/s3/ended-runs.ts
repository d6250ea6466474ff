import type { S3Bucket } from "./bucket.ts";
import { endedKey, endedKeys, laneOfPointer, runPointers } from "./keys.ts";
import { Lane, type LaneDoors } from "./lane.ts";

/** What is left of a shard's runs of history that have ended, beside their rows. */
interface EndedRuns {
  readonly v: 1;
  /** Rows of their lanes. */
  readonly rows: number;
  /** Their lanes, the last ones. */
  readonly lanes: readonly string[];
}

const NONE: EndedRuns = { v: 1, rows: 0, lanes: [] };
const MAX_LANES = 20;

/**
 * Ends every other run's lane of a shard, since a Store has one run at a time: what its last part holds is listed as
 * that of full parts is, and its pointer goes. Cut short, it is done by the run's next batch or by the next run.
 */
export async function endOtherRuns(shard: number, current: Lane, doors: LaneDoors): Promise<void> {
  const { bucket } = doors;
  const key = endedKey(shard);
  const found = await bucket.get(key);
  let ended = found === null ? NONE : endedOf(found.bytes);
  let etag = found?.etag ?? "";
  // A batch of an ended run that comes late ends no other.
  if (ended.lanes.includes(current.name)) return;
  for await (const { key: pointer } of bucket.list(runPointers(shard))) {
    const lane = new Lane(laneOfPointer(pointer));
    if (lane.name === current.name) continue;
    await lane.refresh(doors);
    await lane.list();
    if (!ended.lanes.includes(lane.name)) {
      ended = { v: 1, rows: ended.rows + lane.rows, lanes: [...ended.lanes, lane.name].slice(-MAX_LANES) };
      etag = await bucket.put(key, JSON.stringify(ended), { contentType: "application/json", over: etag });
    }
    await bucket.remove(pointer);
  }
}

/** Rows of all runs that have ended, of all shards. */
export async function endedRows(bucket: S3Bucket): Promise<number> {
  let rows = 0;
  for await (const { key } of bucket.list(endedKeys())) {
    const found = await bucket.get(key);
    if (found !== null) rows += endedOf(found.bytes).rows;
  }
  return rows;
}

function endedOf(bytes: Uint8Array): EndedRuns {
  return JSON.parse(Buffer.from(bytes).toString("utf8")) as EndedRuns;
}
