import type { ArticleLog, CurrentArticles, Store } from "@caibian/schema";

import { StoreNotAskableError } from "../errors.ts";
import { shaped } from "../shape/shaped.ts";
import { wantedBy } from "../shape/wanted.ts";
import { loadStore } from "../store/load-store.ts";
import type { Poster } from "../store/webhook/poster.ts";
import { verifyStore, type VerifyReport } from "./verify-store.ts";

/** What comparing a configured Store needs, beside the Store. */
export interface ConfiguredDoors {
  readonly log: ArticleLog;
  readonly current: CurrentArticles;
  readonly client?: Poster;
  readonly repair?: boolean;
  readonly signal: AbortSignal;
}

/** `verifyStore` over a connection of its own, without a publisher or a queue. */
export async function verifyConfigured(store: Store, doors: ConfiguredDoors): Promise<VerifyReport> {
  const { log, client } = doors;
  const adapter = shaped(await loadStore(store, { client }), store, log);
  if (adapter.inventory === undefined) throw new StoreNotAskableError(store.id);
  await adapter.open();
  try {
    return await verifyStore({
      ...doors,
      storeId: store.id,
      adapter,
      batchSize: store.batchSize,
      wanted: wantedBy(store),
    });
  } finally {
    await adapter.close();
  }
}
