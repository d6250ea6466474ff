import type { Store } from "@caibian/schema";

import { shownAddress } from "./without-secrets.ts";

/** Where a Store lies, in a word: its folder, file, bucket, or scheme and host of its address. */
export function placeOf(store: Store): string {
  if ("path" in store) return store.path;
  if (store.type === "s3") return `s3://${store.bucket}/${store.prefix}`;
  return "brokers" in store ? store.brokers.join(",") : shownAddress(store.url);
}
