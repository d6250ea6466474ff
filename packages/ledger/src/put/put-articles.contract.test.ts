import { SHARDS, type Delivery } from "@caibian/schema";
import { expect, test } from "vitest";

import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { BY_HAND, clearSource, freshUrls, sampleArticle, SOURCE } from "../testkit/samples.ts";

/** Everything that the log says of one article, to a Store that was there from the start. */
async function toldOf(ledger: Ledger, id: string): Promise<readonly Delivery[]> {
  const told: Delivery[] = [];
  for (let shard = 0; shard < SHARDS; shard++) {
    const cursor = { storeId: "reader", shard, seq: 0, base: 0 };
    const { deliveries } = await ledger.log.read({ cursor, limit: 10_000, maxBytes: 100_000_000 });
    told.push(...deliveries.filter(({ articleId }) => articleId === id));
  }
  return told;
}

onEveryEngine("records that are put", (opened) => {
  test("are published, corrected when their content differs, and left alone when it does not", async () => {
    const ledger = opened();
    await clearSource(ledger);
    const [url = ""] = freshUrls(1);
    const record = sampleArticle(url);

    expect(await ledger.put(SOURCE.id, [record])).toMatchObject({ effects: ["published"], heads: [{}] });
    expect(await ledger.put(SOURCE.id, [record])).toEqual({ effects: ["unchanged"], heads: [] });
    expect((await ledger.put(SOURCE.id, [{ ...record, title: "新城图书馆延期开馆" }])).effects).toEqual(["updated"]);

    const told = await toldOf(ledger, record.id);
    expect(told.map(({ op, revision, article }) => [op, revision, article?.title])).toEqual([
      ["publish", 1, record.title],
      ["update", 2, "新城图书馆延期开馆"],
    ]);
  });

  test("that are doubted are kept and told to nobody, until they are no longer", async () => {
    const ledger = opened();
    await clearSource(ledger);
    const [url = ""] = freshUrls(1);
    const record = sampleArticle(url);

    expect((await ledger.put(SOURCE.id, [{ ...record, status: "quarantined" }])).effects).toEqual(["quarantined"]);
    expect(await toldOf(ledger, record.id)).toEqual([]);
    expect((await ledger.put(SOURCE.id, [record])).effects).toEqual(["published"]);

    expect(await toldOf(ledger, record.id)).toMatchObject([{ op: "publish", revision: 1 }]);
  });

  test("of one article twice in a batch are taken in their order", async () => {
    const ledger = opened();
    await clearSource(ledger);
    const [url = ""] = freshUrls(1);
    const record = sampleArticle(url);

    const { effects } = await ledger.put(SOURCE.id, [record, record, { ...record, title: "改题" }]);

    expect(effects).toEqual(["published", "unchanged", "updated"]);
    expect((await ledger.article(record.id))?.title).toBe("改题");
    expect(await toldOf(ledger, record.id)).toHaveLength(1);
  });

  test("do not bring back what a person took down", async () => {
    const ledger = opened();
    await clearSource(ledger);
    const [url = ""] = freshUrls(1);
    const record = sampleArticle(url);
    await ledger.put(SOURCE.id, [record]);
    await ledger.withdraw([record.id], BY_HAND);

    expect((await ledger.put(SOURCE.id, [{ ...record, title: "又来" }])).effects).toEqual(["unchanged"]);
  });

  test("of a source that nobody named are refused", async () => {
    await expect(opened().put("nobody", [sampleArticle("http://news.example/x.html")])).rejects.toMatchObject({
      where: "nobody",
    });
  });

  test("that are no articles are refused by record and field, and nothing of their batch is kept", async () => {
    const ledger = opened();
    await clearSource(ledger);
    const [good = "", bad = ""] = freshUrls(2);
    const records = [sampleArticle(good), sampleArticle(bad, { publishedAt: "2026年5月1日" })];

    await expect(ledger.put(SOURCE.id, records)).rejects.toMatchObject({
      code: "E_ARTICLE",
      where: bad,
      field: "publishedAt",
    });

    expect(await ledger.article(sampleArticle(good).id)).toBeNull();
  });
});
