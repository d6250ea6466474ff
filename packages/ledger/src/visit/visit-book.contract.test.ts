import { beforeEach, expect, test } from "vitest";

import type { Ledger } from "../ledger.ts";
import type { SourceStatus } from "../reports.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { SOURCE } from "../testkit/samples.ts";

onEveryEngine("the sources that a ledger knows", (opened) => {
  let ledger: Ledger;
  const known = async (): Promise<readonly (readonly [string, string, boolean])[]> =>
    (await ledger.status()).sources.map(({ id, name, active }: SourceStatus) => [id, name, active] as const);
  const town = { ...SOURCE, id: "town", name: "town" };

  beforeEach(async () => {
    ledger = opened();
    await ledger.syncSources([town, { ...town, id: "village" }]);
  });

  test("become exactly those that are synced: others stay, inactive", async () => {
    await ledger.syncSources([{ ...town, name: "renamed" }]);

    expect(await known()).toEqual([
      ["town", "renamed", true],
      ["village", "town", false],
    ]);
  });

  test("only grow by those that are added: an older config changes and ends nothing", async () => {
    await ledger.addSources([
      { ...town, name: "as it was", recheck: { ...town.recheck, afterMs: [1] } },
      { ...town, id: "weir" },
    ]);

    expect(await known()).toEqual([
      ["town", "town", true],
      ["village", "town", true],
      ["weir", "town", true],
    ]);
  });
});
