import type { Delivery, Receipt } from "@caibian/schema";

import { isErased } from "../lines/erased.ts";
import { noteErased, readErasedKeys } from "./erased-list.ts";
import { eraseFullParts, eraseParts } from "./erase-parts.ts";
import type { Lane, LaneDoors } from "./lane.ts";

/** Gives a lane the row of one Delivery; a takedown takes the article out of the bucket first. */
export async function writeOne(shard: number, lane: Lane, delivery: Delivery, doors: LaneDoors): Promise<Receipt> {
  const { seq, articleId } = delivery;
  const line = doors.format.lineOf(delivery);
  if (!line.ok) return { seq, outcome: "rejected", reason: line.reason };
  if (delivery.erase === true) {
    // Before anything goes: from now on another process writes nothing of it that is older, or takes it back.
    await noteErased(shard, delivery, doors.bucket);
    const erased = new Set([articleId]);
    lane.erase(erased);
    // What waits in this batch may begin a part: it is written, and listed, before parts are looked through.
    await lane.flush();
    await eraseParts(shard, erased, lane.name, doors);
  }
  await lane.add(delivery, line.text);
  return { seq, outcome: "stored" };
}

/**
 * Looks once more, after the rows of a lane beside the log were written, whether something of them was taken down
 * meanwhile by another process, which may have looked before they were there; takes those out again.
 */
export async function takeBack(
  shard: number,
  lane: Lane,
  deliveries: readonly Delivery[],
  receipts: readonly Receipt[],
  doors: LaneDoors,
): Promise<readonly Receipt[]> {
  const erased = await readErasedKeys(shard, doors.bucket);
  const gone = deliveries.filter((one, i) => receipts[i]?.outcome === "stored" && isErased(one, erased));
  if (gone.length === 0) return receipts;
  const articleIds = new Set(gone.map((one) => one.articleId));
  if (lane.erase(articleIds)) await lane.flush();
  await eraseFullParts(shard, articleIds, doors, lane.name);
  return deliveries.map(({ seq, articleId }, i): Receipt => {
    if (articleIds.has(articleId)) return { seq, outcome: "stale" };
    return receipts[i] ?? { seq, outcome: "retry" };
  });
}
