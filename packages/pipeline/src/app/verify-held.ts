import { createClient } from "@caibian/http";
import type { Ledger } from "@caibian/ledger";
import { StoreTakenError, verifyConfigured, type VerifyReport } from "@caibian/publisher";
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
  } catch (error) {
    throw error instanceof StoreTakenError ? askTheServer(config, store.id, error) : error;
  } finally {
    await client.close();
  }
}

/** Only who writes the files can read them whole: the running process does it when it is asked. */
function askTheServer({ console: { host, port } }: Config, storeId: string, cause: StoreTakenError): StoreTakenError {
  const address = `http://${host.includes(":") ? `[${host}]` : host}:${String(port)}/api/stores/${storeId}/verify`;
  return new StoreTakenError({
    code: cause.code,
    what: "the running process has the files of this store",
    where: cause.where ?? storeId,
    next: `ask it to compare: curl -X POST -H "content-type: application/json" ${address}`,
    cause,
  });
}
