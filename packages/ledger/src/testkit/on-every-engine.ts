import { afterAll, beforeAll, beforeEach, describe, type TestContext } from "vitest";

import type { Ledger } from "../ledger.ts";
import { openFresh, testEngines, type TestEngine } from "./engines.ts";

/**
 * A contract suite on each engine, with one ledger for all of its tests; they are skipped where the engine cannot be
 * had. `opened` answers the ledger, from `beforeAll` on.
 */
export function onEveryEngine(about: string, suite: (opened: () => Ledger, engine: TestEngine) => void): void {
  describe.each(testEngines())(`${about} on $name`, (engine) => {
    let ledger: Ledger | null = null;

    beforeAll(async () => {
      ledger = await openFresh(engine);
    });
    afterAll(async () => {
      await ledger?.close();
      await engine.stop();
    });
    beforeEach((context: TestContext) => {
      if (ledger === null) context.skip();
    });
    suite(() => {
      if (ledger === null) throw new Error(`Expected a ledger on ${engine.name}`);
      return ledger;
    }, engine);
  });
}
