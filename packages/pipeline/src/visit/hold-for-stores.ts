import { setTimeout as sleep } from "node:timers/promises";

import type { Publisher } from "@caibian/publisher";
import { messageOf } from "@caibian/schema";

import type { Listener } from "../telemetry/events.ts";

const LOOK_MS = 1_000;

/**
 * Waits while a Store that is up lags too far (背压): nothing more is fetched, and what was fetched is committed. Ends
 * with the signal too. The publisher tells of it by name; a look that fails holds up nobody.
 */
export async function holdForStores(
  publisher: Pick<Publisher, "pressure">,
  signal: AbortSignal,
  report: Listener,
): Promise<void> {
  while (!signal.aborted && (await isPressed(publisher, report))) {
    // Waking early is the signal's wish.
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function isPressed(publisher: Pick<Publisher, "pressure">, report: Listener): Promise<boolean> {
  try {
    return (await publisher.pressure()).length > 0;
  } catch (error) {
    report({ kind: "warning", text: `How far the stores lag could not be told: ${messageOf(error)}` });
    return false;
  }
}
