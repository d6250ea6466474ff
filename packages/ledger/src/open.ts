import { CaibianError } from "@caibian/schema";

import type { Ledger, LedgerOptions } from "./ledger.ts";

/** Opens the ledger. */
export function openLedger(options: LedgerOptions): Promise<Ledger> {
  return Promise.reject(
    new CaibianError({ code: "E_LEDGER", what: "the ledger is not built yet", where: options.location }),
  );
}
