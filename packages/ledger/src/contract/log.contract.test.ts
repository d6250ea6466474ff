import { idOf, SHARDS, shardOf, type Cursor, type Delivery } from "@caibian/schema";
import { beforeEach, expect, test } from "vitest";

import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { BY_HAND, clearSource, freshUrls, outcomeOf, publishAll, sampleArticle, SOURCE } from "../testkit/samples.ts";

/** Everything that a Store would get from where its cursors stand. */
async function deliverAll(ledger: Ledger, storeId: string, limit = 7): Promise<readonly Delivery[]> {
  const all: Delivery[] = [];
  for (let shard = 0; shard < SHARDS; shard++) {
    for (let more = true; more;) {
      const cursor = await ledger.log.cursor(storeId, shard);
      const range = await ledger.log.read({ cursor, limit, maxBytes: 1_000_000 });
      all.push(...range.deliveries);
      if (range.upTo !== cursor.seq) await ledger.log.advance(cursor, range.upTo, []);
      more = range.more;
    }
  }
  return all;
}

onEveryEngine("the article log", (opened) => {
  let ledger: Ledger;
  const source = SOURCE.id;

  beforeEach(async () => {
    ledger = opened();
    await clearSource(ledger);
  });
  const begin = () => ledger.beginVisit(source, { recheckAll: true, reason: "hand" });

  test("starts a new store from the current articles, then follows the log, each row once and in order", async () => {
    const urls = freshUrls(40);
    const ids = await publishAll(ledger, urls);
    const store = "new";
    const begun = await deliverAll(ledger, store);
    const visit = await begin();
    await ledger.commit(visit, [
      outcomeOf(ids[0]!, urls[0]!, { kind: "article", article: sampleArticle(urls[0]!, { title: "更正" }) }),
      outcomeOf(ids[1]!, urls[1]!, { kind: "gone", status: "notice" }),
    ]);
    const { settlement } = await ledger.endVisit(visit, { outcome: "done" });

    expect(settlement?.applied).toBe(2);
    expect((await ledger.log.lag([store]))[0]).toMatchObject({ behind: 2 });
    expect(await ledger.log.behind(store)).toHaveLength(settlement!.heads.length);
    const followed = await deliverAll(ledger, store);
    expect(followed.map((one) => one.op).sort()).toEqual(["update", "withdraw"]);
    expect(followed.find((one) => one.op === "withdraw")).toMatchObject({ article: null, url: urls[1], revision: 2 });
    expect(new Set(begun.map((one) => one.articleId)).size).toBe(begun.length);
    expect(begun.every((one) => one.article?.revision === one.revision)).toBe(true);
    expect(await ledger.log.behind(store)).toEqual([]);

    const late = await deliverAll(ledger, `${store}-late`);
    expect(late.map((one) => one.articleId)).not.toContain(sampleArticle(urls[1]!).id);
    expect(late.find((one) => one.articleId === sampleArticle(urls[0]!).id)?.revision).toBe(2);
  });

  test("bounds a read by bytes and by count, one row at least", async () => {
    await publishAll(ledger, freshUrls(200));
    const cursor: Cursor = { storeId: "x", shard: 0, seq: 0, base: 0 };

    const tiny = await ledger.log.read({ cursor, limit: 100, maxBytes: 1 });
    const two = await ledger.log.read({ cursor, limit: 2, maxBytes: 1_000_000 });

    expect([tiny.deliveries.length, tiny.more, tiny.upTo]).toEqual([1, true, tiny.deliveries[0]!.seq]);
    expect([two.deliveries.length, two.more]).toEqual([2, true]);
  });

  test("moves a cursor once, with its dead letters, and not from where it no longer is", async () => {
    await publishAll(ledger, freshUrls(40));
    const store = "moved";
    const cursor = await ledger.log.cursor(store, 3);
    const { deliveries, upTo } = await ledger.log.read({ cursor, limit: 1, maxBytes: 1_000_000 });
    const { seq, articleId, revision, op } = deliveries[0]!;
    const dead = { seq, articleId, revision, op, reason: "field too long\u0000", attempts: 1 };

    const moves = await Promise.all([1, 2].map(() => ledger.log.advance(cursor, upTo, [dead])));

    expect(moves.filter(Boolean)).toEqual([true]);
    const letters = await ledger.log.deadLetters({ storeId: store });
    expect(letters).toMatchObject([{ seq, articleId, reason: "field too long" }]);
    expect(await ledger.log.deadDelivery(letters[0]!.id)).toEqual(deliveries[0]);
    expect(await ledger.log.dropDeadLetters([letters[0]!.id])).toBe(1);
  });

  test("tells what an article was before a revision: its record, its withdrawal, or nothing that is known", async () => {
    const [url, other] = freshUrls(2);
    const [lead] = await publishAll(ledger, [url!, other!]);
    const first = sampleArticle(url!);
    const visit = await begin();
    const article = sampleArticle(url!, { title: "更正" });
    await ledger.commit(visit, [outcomeOf(lead!, url!, { kind: "article", article })]);
    await ledger.endVisit(visit, { outcome: "done" });
    await ledger.withdraw([first.id], BY_HAND);
    const { id } = first;
    const keys: readonly [string, number][] = [
      [id, 4],
      [idOf(other!), 1],
      [id, 2],
      ["none", 3],
      [id, 3],
    ];

    const earlier = await ledger.log.earlier?.(keys.map(([articleId, revision]) => ({ articleId, revision })));

    expect(earlier).toMatchObject([
      { kind: "withdrawn" },
      { kind: "unknown" },
      { kind: "article", article: { id, title: first.title, revision: 1 } },
      { kind: "unknown" },
      { kind: "article", article: { id, title: "更正", revision: 2 } },
    ]);
  });

  test("keeps an asked replay until it is sent or cleared", async () => {
    const [url] = freshUrls(1);
    await publishAll(ledger, [url!]);
    const [delivery] = await deliverAll(ledger, "reader");
    const { shard } = await ledger.log.cursor("asked", shardOf(delivery!.articleId));
    const cursor = await ledger.log.cursor("asked", shard);
    const { seq, articleId, revision, op } = delivery!;
    await ledger.log.advance(cursor, seq, [{ seq, articleId, revision, op, reason: "too long", attempts: 1 }]);
    const [letter] = await ledger.log.deadLetters({ storeId: "asked" });

    expect(await ledger.log.askedReplays()).toEqual([]);
    expect(await ledger.log.askReplay([letter!.id])).toBe(1);
    expect(await ledger.log.askedReplays()).toEqual([letter!.id]);
    await ledger.log.clearAsked([letter!.id]);
    expect(await ledger.log.askedReplays()).toEqual([]);
  });

  test("gives a dead letter to one process at a time, until it is released or the time is over", async () => {
    const [url] = freshUrls(1);
    await publishAll(ledger, [url!]);
    const [delivery] = await deliverAll(ledger, "reader");
    const cursor = await ledger.log.cursor("claimed", shardOf(delivery!.articleId));
    const { seq, articleId, revision, op } = delivery!;
    await ledger.log.advance(cursor, seq, [{ seq, articleId, revision, op, reason: "too long", attempts: 1 }]);
    const [letter] = await ledger.log.deadLetters({ storeId: "claimed" });
    const ids = [letter!.id];
    const claim = { leaseMs: 60_000, onlyAsked: false };
    await ledger.log.askReplay(ids);

    const both = await Promise.all(["a", "b"].map((holder) => ledger.log.claimLetters(ids, { ...claim, holder })));
    const winner = both[0]!.length === 1 ? "a" : "b";
    await ledger.log.releaseLetters(ids, winner === "a" ? "b" : "a");

    expect(both.flat()).toEqual(ids);
    expect(await ledger.log.claimLetters(ids, { ...claim, holder: "c" })).toEqual([]);
    // The winner prolongs what it has; a lease of nothing is over at once.
    expect(await ledger.log.claimLetters(ids, { holder: winner, leaseMs: 0, onlyAsked: true })).toEqual(ids);
    expect(await ledger.log.claimLetters(ids, { ...claim, holder: "d" })).toEqual(ids);
    await ledger.log.releaseLetters(ids, "d");
    await ledger.log.clearAsked(ids);
    expect(await ledger.log.claimLetters(ids, { ...claim, holder: "e", onlyAsked: true })).toEqual([]);
    expect(await ledger.log.askedReplays(ids[0])).toEqual([]);
  });
});
