import { createClient } from "@caibian/http";
import type { Ledger } from "@caibian/ledger";
import { verifyConfigured, type VerifyReport } from "@caibian/publisher";
import type { Config, Store } from "@caibian/schema";

/** How a Store is to be compared. */
export interface VerifyHeldOptions {
  readonly repair: boolean;
  readonly signal: AbortSignal;
}

/** Compares what a Store of the config holds with the ledger, over a connection of its own, and repairs it if asked. */
export async function verifyHeld(
  config: Config,
  store: Store,
  ledger: Pick<Ledger, "log" | "current">,
  options: VerifyHeldOptions,
): Promise<VerifyReport> {
  const client = createClient({ ...config.network, connectionsPerHost: 4 });
  try {
    return await verifyConfigured(store, { log: ledger.log, current: ledger.current, client, ...options });
  } finally {
    await client.close();
  }
}
