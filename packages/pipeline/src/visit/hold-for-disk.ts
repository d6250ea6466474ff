import { setTimeout as sleep } from "node:timers/promises";

import type { DiskWatch } from "../disk/disk-watch.ts";
import { DiskLowError } from "../errors.ts";

const LOOK_MS = 2_000;

/**
 * Waits while the disk is low, so that the ledger never meets a full one: nothing more is fetched, while what was
 * fetched is committed and delivered. Ends with the signal too.
 * @throws {DiskLowError} instead of waiting, for a run that is to end by itself.
 */
export async function holdForDisk(
  disk: Pick<DiskWatch, "low">,
  options: { readonly signal: AbortSignal; readonly isWaiting: boolean; readonly lookMs?: number },
): Promise<void> {
  const { signal, isWaiting, lookMs = LOOK_MS } = options;
  for (let low = await disk.low(); low !== null && !signal.aborted; low = await disk.low()) {
    if (!isWaiting) throw new DiskLowError(low);
    // Waking early is the signal's wish.
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
}
