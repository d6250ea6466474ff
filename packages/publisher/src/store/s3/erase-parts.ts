import { isLineOf } from "../lines/held-line.ts";
import { heldListOf, readHeldList } from "./held-list.ts";
import { heldLists, laneOfPointer, lanePointers, partOfHeld } from "./keys.ts";
import { Lane, type LaneDoors } from "./lane.ts";

/**
 * Takes every row of some articles of one shard out of the bucket, but for the lane that is being written. Done twice
 * it changes nothing: a takedown that was cut short comes again.
 */
export async function eraseParts(
  shard: number,
  articleIds: ReadonlySet<string>,
  current: string,
  doors: LaneDoors,
): Promise<void> {
  const { bucket } = doors;
  for await (const { key } of bucket.list(heldLists(shard))) {
    const list = await bucket.get(key);
    const holds = list !== null && readHeldList(list.bytes).some((held) => articleIds.has(held.articleId));
    if (holds) await rewritePart(key, articleIds, doors);
  }
  for await (const { key } of bucket.list(lanePointers(shard))) {
    const name = laneOfPointer(key);
    if (name === current) continue;
    const lane = new Lane(name, doors);
    await lane.refresh();
    if (lane.erase(articleIds)) await lane.flush();
  }
}

/** The part first: while its list still names the article, it is looked at again. */
async function rewritePart(
  list: string,
  articleIds: ReadonlySet<string>,
  { bucket, format }: LaneDoors,
): Promise<void> {
  const key = partOfHeld(list);
  const part = await bucket.get(key);
  const lines = part === null ? [] : await format.decode(part.bytes);
  const kept = lines.filter((line) => !isLineOf(line, articleIds));
  if (part !== null) {
    const { contentType } = format;
    await bucket.put(key, await format.encode(kept), { contentType, metadata: part.metadata });
  }
  await bucket.put(list, heldListOf(kept), { contentType: "text/plain" });
}
