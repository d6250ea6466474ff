import type { Reading } from "@caibian/ledger";

import type { App } from "../app/open-app.ts";
import { indexMissing } from "../reprints/index-missing.ts";
import { linkCopies } from "../reprints/link-copies.ts";
import type { ReparseApplied } from "./reparse-report.ts";
import type { ReadingSpool } from "./spool.ts";

/** Small, as commits are: a large batch holds the event loop of the embedded ledger. */
const WRITE_BATCH = 50;
/** In place of a Source in events: a batch may be of several. */
const REPARSED = "reparse";

/** Makes the readings on the spool into Revisions and tells the Stores. */
export async function applyChanges(app: App, spool: ReadingSpool, signal: AbortSignal): Promise<ReparseApplied> {
  await app.publisher.start();
  const applied = { updated: 0, published: 0, quarantined: 0, passedOver: 0 };
  for await (const batch of spool.batches(WRITE_BATCH)) {
    if (signal.aborted) break;
    const readings = await withGroups(app, batch);
    app.report({ kind: "commit-begins", sourceId: REPARSED, count: batch.length });
    const { effects, heads } = await app.ledger.revise(readings);
    app.report({ kind: "commit-ended", sourceId: REPARSED, count: batch.length });
    for (const effect of effects) applied[effect === "passed-over" ? "passedOver" : effect]++;
    if (heads.length > 0) await app.publisher.notify(heads.map(({ shard }) => shard));
  }
  // Their new wording is what copies are compared with from now on.
  await indexMissing(app.ledger, { most: applied.updated + applied.published, signal });
  return applied;
}

/** An article that is delivered for the first time is told its group of copies. */
async function withGroups(app: App, batch: readonly Reading[]): Promise<readonly Reading[]> {
  const usable = batch.flatMap(({ article }) => (article.status === "usable" ? [article] : []));
  const clusters = await linkCopies(usable, app.ledger.reprints);
  return batch.map(({ article, before }) => {
    const cluster = clusters.get(article.id) ?? article.cluster;
    return { before, article: { ...article, cluster } };
  });
}
