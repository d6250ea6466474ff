import { openPglitePool } from "../fixtures/pglite-pool.ts";
import { wipeTables } from "../fixtures/wipe-tables.ts";
import { queueContract } from "./queue.test-suite.ts";

queueContract("PGlite", true, async () => {
  const pool = await openPglitePool();
  return {
    engine: { kind: "postgres", pool },
    address: null,
    // It lives in this process: it is gone when we are.
    bounce: () => Promise.resolve(),
    wipe: () => wipeTables(pool),
    stop: () => pool.end(),
  };
});
