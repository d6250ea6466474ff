import { isLineOf } from "../lines/held-line.ts";
import { heldListOf, readHeldList } from "./held-list.ts";
import { heldLists, laneOfPart, laneOfPointer, lanePointers, partOfHeld } from "./keys.ts";
import { Lane, type LaneDoors } from "./lane.ts";

/**
 * Takes every row of some articles of one shard out of the bucket, but for the part that is being written. Done twice
 * it changes nothing: a takedown that was cut short comes again.
 */
export async function eraseParts(
  shard: number,
  articleIds: ReadonlySet<string>,
  current: string,
  doors: LaneDoors,
): Promise<void> {
  // Before the lists: a part that another process fills up meanwhile is in one of the two.
  for await (const { key } of doors.bucket.list(lanePointers(shard))) {
    const name = laneOfPointer(key);
    if (name === current) continue;
    const lane = new Lane(name);
    await lane.refresh(doors);
    if (lane.erase(articleIds)) await lane.flush();
  }
  await eraseFullParts(shard, articleIds, doors);
}

/** The same in full parts alone; `lane`: in those of one lane. */
export async function eraseFullParts(
  shard: number,
  articleIds: ReadonlySet<string>,
  doors: LaneDoors,
  lane?: string,
): Promise<void> {
  const { bucket } = doors;
  for await (const { key } of bucket.list(heldLists(shard))) {
    if (lane !== undefined && laneOfPart(partOfHeld(key)) !== lane) continue;
    const list = await bucket.get(key);
    const holds = list !== null && readHeldList(list.bytes).some((held) => articleIds.has(held.articleId));
    if (holds) await rewritePart(key, articleIds, doors);
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
    await bucket.put(key, await format.encode(kept), {
      contentType,
      metadata: part.metadata,
      over: part.etag,
    });
  }
  await bucket.put(list, heldListOf(kept), { contentType: "text/plain" });
}
