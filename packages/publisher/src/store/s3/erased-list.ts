import type { Delivery } from "@caibian/schema";

import type { Erased } from "../lines/erased.ts";
import type { S3Bucket } from "./bucket.ts";
import { erasedKey, erasedKeys, erasedOfKey } from "./keys.ts";

/** Notes a takedown in the bucket: an object whose name says all. It is there before the first row goes. */
export async function noteErased(shard: number, takedown: Delivery, bucket: S3Bucket): Promise<void> {
  // Some servers take no empty object.
  await bucket.put(erasedKey(shard, takedown), takedown.at, { contentType: "text/plain" });
}

/** What was taken down in a shard, whoever did it. */
export async function readErasedKeys(shard: number, bucket: S3Bucket): Promise<Erased> {
  const erased = new Map<string, number>();
  for await (const { key } of bucket.list(erasedKeys(shard))) {
    const { articleId, revision } = erasedOfKey(key);
    erased.set(articleId, Math.max(revision, erased.get(articleId) ?? 0));
  }
  return erased;
}
