import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openLedger } from "../open.ts";
import type { Ledger } from "../ledger.ts";
import { startPostgres, type PostgresServer } from "./postgres-server.ts";

/** A way to get a ledger of each engine for a contract suite. */
export interface TestEngine {
  readonly name: "pglite" | "postgres";
  /** A location with no ledger in it yet; null where the engine cannot be had here. */
  location(): Promise<string | null>;
  stop(): Promise<void>;
}

/** Both engines. PostgreSQL starts on first use. */
export function testEngines(): readonly TestEngine[] {
  const folders: string[] = [];
  let server: PostgresServer | null | undefined;
  return [
    {
      name: "pglite",
      location() {
        const folder = mkdtempSync(join(tmpdir(), "caibian-ledger-"));
        folders.push(folder);
        return Promise.resolve(folder);
      },
      stop() {
        for (const folder of folders) rmSync(folder, { recursive: true, force: true });
        return Promise.resolve();
      },
    },
    {
      name: "postgres",
      async location() {
        server ??= await startPostgres();
        return server === null ? null : server.fresh();
      },
      async stop() {
        await server?.stop();
      },
    },
  ];
}

/** Opens a fresh ledger of the engine, or null. */
export async function openFresh(engine: TestEngine): Promise<Ledger | null> {
  const location = await engine.location();
  return location === null ? null : openLedger({ location });
}
