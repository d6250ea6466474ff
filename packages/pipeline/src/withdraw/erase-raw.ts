import type { LedgerDesk, Order } from "@caibian/ledger";
import { eraseRecords, type RawErasure } from "@caibian/scraper";
import type { Config } from "@caibian/schema";

/** The doors to raw pages that a command has beside a running owner, too. */
export type RawPageDesk = Pick<LedgerDesk, "rawPagesOf" | "rawErased">;

/** Articles whose pages are looked up, erased and noted together. */
const BATCH = 200;

/**
 * Erases the raw pages of articles from the archive's folder of this machine and notes it in the ledger, with an audit
 * row a batch. Works beside a `serve`. What could not be erased stays known, and is told; the same call again does the
 * rest, also after it was killed. Throws ArchiveError when the disk does not take it.
 */
export async function eraseRaw(
  config: Pick<Config, "archive">,
  ledger: RawPageDesk,
  articleIds: readonly string[],
  order: Order,
): Promise<RawErasure> {
  let sum: RawErasure = { erased: [], absent: [], foreign: [], damaged: [] };
  for (let at = 0; at < articleIds.length; at += BATCH) {
    const ids = articleIds.slice(at, at + BATCH);
    const done = await eraseRecords(config.archive ?? "warc", await ledger.rawPagesOf(ids));
    await ledger.rawErased(ids, done.erased, order);
    sum = {
      erased: [...sum.erased, ...done.erased],
      absent: [...sum.absent, ...done.absent],
      foreign: [...sum.foreign, ...done.foreign],
      damaged: [...sum.damaged, ...done.damaged],
    };
  }
  return sum;
}
