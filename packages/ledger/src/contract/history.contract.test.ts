import { SHARDS, shardOf, type Delivery } from "@caibian/schema";
import { beforeEach, expect, test } from "vitest";

import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { clearSource, freshUrls, outcomeOf, publishAll, sampleArticle, SOURCE } from "../testkit/samples.ts";

/** Takes the whole log to a Store, as a publisher would. */
async function takeLog(ledger: Ledger, storeId: string): Promise<void> {
  for (let shard = 0; shard < SHARDS; shard++) {
    for (let claim = await ledger.log.claim(storeId, shard); claim !== null;) {
      const { upTo } = await ledger.log.read({ cursor: claim, limit: 100, maxBytes: 1_000_000 });
      if (upTo <= claim.seq) break;
      await ledger.log.advance(claim, upTo, []);
      claim = await ledger.log.claim(storeId, shard);
    }
  }
}

/** Everything that is left of the Store's backfill. */
async function takeHistory(ledger: Ledger, storeId: string): Promise<readonly Delivery[]> {
  const all: Delivery[] = [];
  for (let shard = 0; shard < SHARDS; shard++) {
    for (;;) {
      const claim = await ledger.history.claimHistory(storeId, shard);
      if (claim === null) break;
      const { deliveries, upTo } = await ledger.history.readHistory({ cursor: claim, limit: 3, maxBytes: 1_000_000 });
      all.push(...deliveries);
      await ledger.history.advanceHistory(claim, upTo, deliveries.length, []);
    }
  }
  return all;
}

onEveryEngine("the history beside the log", (opened) => {
  let ledger: Ledger;
  let serial = 0;
  let store: string;

  beforeEach(async () => {
    ledger = opened();
    await clearSource(ledger);
    store = `store-${String(++serial)}`;
  });

  test("two that begin at once: one of them runs", async () => {
    await publishAll(ledger, freshUrls(30));
    await takeLog(ledger, store);

    const begun = await Promise.all([1, 2, 3].map(() => ledger.history.startBackfill(store)));
    const sent = await takeHistory(ledger, store);

    expect(new Set(sent.map((one) => one.articleId)).size).toBe(sent.length);
    expect(sent).toHaveLength(begun[0]?.total ?? 0);
    expect(await ledger.history.backfills([store])).toMatchObject([{ state: "done", sent: sent.length }]);
  });

  test("sends what is current and was behind the cursor, once, and counts it", async () => {
    await publishAll(ledger, freshUrls(30));
    await takeLog(ledger, store);
    const begun = await ledger.history.startBackfill(store);
    await publishAll(ledger, freshUrls(5));

    const sent = await takeHistory(ledger, store);

    expect(begun).toMatchObject({ storeId: store, state: "running", sent: 0 });
    expect(sent).toHaveLength(begun.total);
    expect(new Set(sent.map((one) => one.articleId)).size).toBe(begun.total);
    expect(await ledger.history.backfills([store])).toMatchObject([{ state: "done", sent: begun.total }]);
    expect((await ledger.log.lag([store]))[0]?.behind).toBe(5);
  });

  test("leaves an article that changes meanwhile to the log", async () => {
    const urls = freshUrls(4);
    const ids = await publishAll(ledger, urls);
    await takeLog(ledger, store);
    await ledger.history.startBackfill(store);
    const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    const changed = sampleArticle(urls[0]!, { title: "更正" });
    await ledger.commit(visit, [outcomeOf(ids[0]!, urls[0]!, { kind: "article", article: changed })]);
    await ledger.endVisit(visit, { outcome: "done" });

    const sent = await takeHistory(ledger, store);

    expect(sent.map((one) => one.articleId)).not.toContain(changed.id);
    expect(sent.map((one) => one.articleId)).toContain(sampleArticle(urls[1]!).id);
    expect(await ledger.log.behind(store)).toEqual([shardOf(changed.id)]);
  });

  test("sends only what was asked for", async () => {
    await publishAll(ledger, freshUrls(3));
    await takeLog(ledger, store);

    const late = await ledger.history.startBackfill(store, { since: "2100-01-01T00:00:00+08:00" });
    const others = await ledger.history.startBackfill(store, { sourceId: "nobody" });

    expect(late).toMatchObject({ state: "done", total: 0 });
    expect(others).toMatchObject({ state: "done", total: 0, sourceId: "nobody" });
    expect(await takeHistory(ledger, store)).toEqual([]);
  });

  test("begins anew when it is started again: a worker of the old run moves nothing", async () => {
    const [url] = freshUrls(1);
    await publishAll(ledger, [url!]);
    await takeLog(ledger, store);
    await ledger.history.startBackfill(store);
    const shard = shardOf(sampleArticle(url!).id);
    const old = await ledger.history.claimHistory(store, shard);

    const again = await ledger.history.startBackfill(store);

    expect(await ledger.history.advanceHistory(old!, old!.upTo, 1, [])).toBe(false);
    expect(await takeHistory(ledger, store)).toHaveLength(again.total);
  });

  test("a run that is cancelled leaves nothing to do", async () => {
    await publishAll(ledger, freshUrls(3));
    await takeLog(ledger, store);
    await ledger.history.startBackfill(store);

    expect(await ledger.history.cancelBackfill(store)).toMatchObject({ state: "cancelled", sent: 0 });
    expect(await ledger.history.cancelBackfill(store)).toBeNull();
    expect(await ledger.log.behind(store)).toEqual([]);
  });

  test("a try counts until its place moves, and tells how it ended", async () => {
    const [url] = freshUrls(1);
    await publishAll(ledger, [url!]);
    const shard = shardOf(sampleArticle(url!).id);
    await ledger.log.claim(store, shard);
    const second = await ledger.log.claim(store, shard);
    await ledger.log.endTry(second!, "failed");
    const third = await ledger.log.claim(store, shard);
    await ledger.log.endTry(third!, "void");

    const fourth = await ledger.log.claim(store, shard);

    expect([second, third, fourth]).toMatchObject([
      { attempts: 2, failures: 0, othersMoved: false },
      { attempts: 3, failures: 1 },
      { attempts: 3, failures: 1 },
    ]);
    await takeLog(ledger, store);
    expect(await ledger.log.claim(store, shard)).toBeNull();
  });

  test("a try sees whether another shard moved since the last one", async () => {
    await publishAll(ledger, freshUrls(40));
    await ledger.log.claim(store, 1);
    const other = await ledger.log.claim(store, 2);
    await ledger.log.advance(other!, other!.seq + 1, []);

    expect(await ledger.log.claim(store, 1)).toMatchObject({ othersMoved: true });
    expect(await ledger.log.claim(store, 1)).toMatchObject({ othersMoved: false });
  });
});
