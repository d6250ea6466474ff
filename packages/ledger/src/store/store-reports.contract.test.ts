import { expect, test } from "vitest";

import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { freshUrls, publishAll, SOURCE } from "../testkit/samples.ts";

const DOWN = { state: "down", failure: "down", why: "nothing answers", next: "start it", waitMs: null } as const;

onEveryEngine("what is known of stores in a ledger", (opened) => {
  test("a store that nobody complained of is up", async () => {
    expect(await opened().storeReports(["quiet"])).toEqual([
      { storeId: "quiet", state: "up", failure: null, why: null, next: null, since: null, letters: {} },
    ]);
  });

  test("its trouble is told until it is over, with its beginning", async () => {
    await opened().noteStore("a", DOWN);
    const [first] = await opened().storeReports(["a"]);
    await opened().noteStore("a", { ...DOWN, failure: "misconfigured", why: "wrong password" });

    expect(await opened().storeReports(["b", "a"])).toMatchObject([
      { storeId: "b", state: "up" },
      { storeId: "a", state: "down", failure: "misconfigured", why: "wrong password", since: first!.since },
    ]);
    await opened().noteStore("a", null);
    expect(await opened().storeReports(["a"])).toMatchObject([{ state: "up", why: null }]);
  });

  test("a wait is over when its time is", async () => {
    await opened().noteStore("w", { ...DOWN, state: "waiting", failure: "throttled", waitMs: 60_000 });
    expect(await opened().storeReports(["w"])).toMatchObject([{ state: "waiting" }]);

    await opened().noteStore("w", { ...DOWN, state: "waiting", failure: "throttled", waitMs: -1 });
    expect(await opened().storeReports(["w"])).toMatchObject([{ state: "up" }]);
  });

  test("a store that has moved since is well, though who complained is gone; letters are counted by class", async () => {
    const ledger = opened();
    await ledger.syncSources([SOURCE]);
    await publishAll(ledger, freshUrls(40));
    const shard = (await ledger.log.behind("m"))[0]!;
    const from = await ledger.log.cursor("m", shard);
    await ledger.noteStore("m", DOWN);
    for (const other of await ledger.log.behind("m")) await ledger.log.cursor("m", other);
    expect(await ledger.storeReports(["m"])).toMatchObject([{ state: "down" }]);

    const range = await ledger.log.read({ cursor: from, limit: 1, maxBytes: 1_000_000 });
    const { seq, articleId, revision, op } = range.deliveries[0]!;
    const letter = { seq, articleId, revision, op, reason: "no", attempts: 1, class: "bad-record" } as const;
    await ledger.log.advance(from, range.upTo, [letter]);

    expect(await ledger.storeReports(["m"])).toMatchObject([{ state: "up", letters: { "bad-record": 1 } }]);
  });
});
