import type { PostgresServer } from "@caibian/testkit";
import { isDiskFull } from "@caibian/schema";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { SmallDisk } from "../../support/small-disk.ts";
import type { Fault } from "./fault.ts";

const TARGET = "ledger";
const MEGABYTE = Buffer.alloc(1_048_576);

/** The ledger's PostgreSQL killed, and its disk full. */
export function ledgerFaults(ledger: PostgresServer, disk: SmallDisk | null): readonly Fault[] {
  const killed: Fault = {
    name: "ledger killed",
    target: TARGET,
    lastsMs: [0, 8000],
    strike: async () => {
      await ledger.kill();
      return () => ledger.restart();
    },
  };
  return disk === null ? [killed] : [killed, diskFull(ledger, disk)];
}

/** Where the write-ahead log finds no room PostgreSQL panics, and may not come up before there is some. */
function diskFull(ledger: PostgresServer, { folder }: SmallDisk): Fault {
  const ballast = join(folder, "ballast");
  return {
    name: "ledger's disk full",
    target: TARGET,
    lastsMs: [5000, 15_000],
    strike: () => {
      fillUp(ballast);
      return Promise.resolve(async () => {
        rmSync(ballast);
        await ledger.restart();
      });
    },
  };
}

function fillUp(path: string): void {
  for (const piece of [MEGABYTE, MEGABYTE.subarray(0, 4096)]) {
    try {
      for (;;) writeFileSync(path, piece, { flag: "a" });
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }
}
