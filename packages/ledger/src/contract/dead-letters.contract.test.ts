import { SHARDS, shardOf, type DeadLetterClass, type DeadLetterFilter } from "@caibian/schema";
import { beforeAll, expect, test } from "vitest";

import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { BY_HAND, clearSource, freshUrls, publishAll, sampleArticle, SOURCE } from "../testkit/samples.ts";

onEveryEngine("dead letters", (opened) => {
  let ledger: Ledger;
  const urls = freshUrls(6);
  const ids = urls.map((url) => sampleArticle(url).id);

  /** Makes a dead letter of the first Delivery in each shard. */
  async function refuse(storeId: string, letterClass: DeadLetterClass, reason: string): Promise<void> {
    for (let shard = 0; shard < SHARDS; shard++) {
      const claim = await ledger.log.claim(storeId, shard);
      if (claim === null) continue;
      const { deliveries } = await ledger.log.read({ cursor: claim, limit: 10, maxBytes: 1_000_000 });
      const letters = deliveries.map(({ seq, articleId, revision, op }) => {
        return { seq, articleId, revision, op, class: letterClass, reason, attempts: 3 };
      });
      await ledger.log.advance(claim, deliveries.at(-1)!.seq, letters);
    }
  }

  const find = async (filter: DeadLetterFilter): Promise<number> => (await ledger.log.deadLetters(filter)).length;

  beforeAll(async () => {
    ledger = opened();
    await clearSource(ledger);
    await publishAll(ledger, urls);
    await refuse("one", "bad-record", "field too long: 100 % of it");
    await refuse("two", "crash", "the process ended");
  });

  test("are found by store, class, words, source, article and time", async () => {
    expect(await find({})).toBe(12);
    expect(await find({ storeId: "one" })).toBe(6);
    expect(await find({ class: "crash" })).toBe(6);
    expect(await find({ reason: "100 %" })).toBe(6);
    expect(await find({ reason: "100_%" })).toBe(0);
    expect(await find({ sourceId: SOURCE.id, storeId: "two" })).toBe(6);
    expect(await find({ sourceId: "nobody" })).toBe(0);
    expect(await find({ articleId: ids[0]! })).toBe(2);
    expect(await find({ since: "2100-01-01" })).toBe(0);
    expect(await find({ until: "2100-01-01" })).toBe(12);
  });

  test("come in pages, with their records where they are asked for", async () => {
    const first = await ledger.log.deadLetters({ storeId: "one", limit: 4, withRecord: true });
    const rest = await ledger.log.deadLetters({ storeId: "one", after: first.at(-1)!.id });

    expect([first.length, rest.length]).toEqual([4, 2]);
    expect(rest[0]).not.toHaveProperty("record");
    const record = JSON.parse(first[0]!.record!) as { id: string; revision: number };
    expect(record).toMatchObject({ id: first[0]!.articleId, revision: first[0]!.revision });
  });

  test("are told of the articles that they are about", async () => {
    const stranger = sampleArticle("http://news.example/stranger.html").id;
    expect(await ledger.current.deadArticles("one", [ids[0]!, stranger])).toEqual([ids[0]]);
    expect(await ledger.current.deadArticles("three", ids)).toEqual([]);
  });

  test("an article's newest delivery is told without the log", async () => {
    const [delivery] = await ledger.current.newestDeliveries([ids[0]!]);
    const expected = await ledger.current.expected({ after: "", limit: 100 });

    expect(delivery).toMatchObject({ articleId: ids[0], revision: 1, op: "publish" });
    expect(expected.map((one) => one.articleId)).toEqual(expected.map((one) => one.articleId).toSorted());
    expect(expected.find((one) => one.articleId === ids[0])).toMatchObject({
      shard: shardOf(ids[0]!),
      seq: delivery!.seq,
      contentHash: delivery!.article!.contentHash,
    });
  });

  test("a doubted reading of a withdrawn article is told to nobody, also when the log has been cut", async () => {
    const [url = ""] = freshUrls(1);
    const record = sampleArticle(url);
    await ledger.put(SOURCE.id, [record]);
    await ledger.withdraw([record.id], BY_HAND);
    // As when the site took it down, and its page came back.
    const pool = ledger.sqlPool();
    await pool.query("UPDATE caibian.article SET taken_down = false WHERE id = $1", [record.id]);
    await ledger.put(SOURCE.id, [{ ...record, title: "存疑", status: "quarantined" }]);
    await pool.query("DELETE FROM caibian.article_log WHERE article_id = $1", [record.id]);

    const deliveries = await ledger.current.newestDeliveries([record.id]);
    const expected = await ledger.current.expected({ after: "", limit: 1000 });

    expect(deliveries).toMatchObject([{ op: "withdraw", revision: 2, article: null }]);
    expect(expected.find((one) => one.articleId === record.id)).toMatchObject({ op: "withdraw", revision: 2 });
  });
});
