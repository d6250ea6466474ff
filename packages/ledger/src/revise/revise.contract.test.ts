import { shardOf, type Article } from "@caibian/schema";
import { afterAll, beforeAll, beforeEach, describe, expect, test, type TestContext } from "vitest";

import type { Ledger } from "../ledger.ts";
import { openFresh, testEngines } from "../testkit/engines.ts";
import { BY_HAND, addLeads, outcomeOf, publishAll, sampleArticle, SOURCE, urlsOf } from "../testkit/samples.ts";

function poorly(url: string): Article {
  return sampleArticle(url, { status: "quarantined", title: "?" });
}

describe.each(testEngines())("a ledger on $name revises", (engine) => {
  let ledger: Ledger;
  let isHere = false;
  let serial = 0;
  const fresh = (count: number): readonly string[] => urlsOf(`revised${++serial}`, count);

  beforeAll(async () => {
    const opened = await openFresh(engine);
    if (opened === null) return;
    ledger = opened;
    isHere = true;
    await ledger.syncSources([SOURCE]);
  });
  afterAll(async () => {
    if (isHere) await ledger.close();
    await engine.stop();
  });
  beforeEach((context: TestContext) => {
    if (!isHere) context.skip();
  });

  async function quarantine(url: string): Promise<Article> {
    const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: false, reason: "hand" });
    const [leadId] = await addLeads(ledger, visit, [url]);
    const article = sampleArticle(url, { status: "quarantined" });
    await ledger.commit(visit, [outcomeOf(leadId!, url, { kind: "article", article })]);
    await ledger.endVisit(visit, { outcome: "done" });
    return article;
  }
  async function delivered(articleId: string, before: number): Promise<readonly unknown[]> {
    const cursor = { storeId: "s", shard: shardOf(articleId), seq: before, base: before };
    const { deliveries } = await ledger.log.read({ cursor, limit: 100, maxBytes: 1e6 });
    return deliveries.filter((row) => row.articleId === articleId).map(({ op, revision }) => [op, revision]);
  }

  test("a better reading is the next revision and one delivery; the same again is passed over", async () => {
    const [url] = fresh(1);
    await publishAll(ledger, [url!]);
    const before = sampleArticle(url!);
    const article = sampleArticle(url!, { title: "新城区图书馆开馆" });

    const first = await ledger.revise([{ article, before }]);
    const second = await ledger.revise([{ article, before }]);

    expect(first).toMatchObject({ effects: ["updated"], heads: [{ shard: shardOf(article.id) }] });
    expect(second).toEqual({ effects: ["passed-over"], heads: [] });
    expect(await ledger.article(article.id)).toMatchObject({ title: "新城区图书馆开馆", revision: 2 });
    expect(await delivered(article.id, first.heads[0]!.seq - 1)).toEqual([["update", 2]]);
  });

  test("a doubted article whose reading is sure now is published, under its number if its content stays", async () => {
    const [same, other] = fresh(2);
    const [first, second] = [await quarantine(same!), await quarantine(other!)];

    const { effects } = await ledger.revise([
      { before: first, article: { ...first, status: "usable" } },
      { before: second, article: sampleArticle(other!, { title: "更好" }) },
    ]);

    expect(effects).toEqual(["published", "published"]);
    expect(await ledger.article(first.id)).toMatchObject({ status: "usable", revision: 1 });
    expect(await ledger.article(second.id)).toMatchObject({ status: "usable", revision: 2 });
    expect(await delivered(first.id, 0)).toEqual([["publish", 1]]);
    expect(await delivered(second.id, 0)).toEqual([["publish", 2]]);
  });

  test("a doubtful reading takes the place of a doubtful one, never of one that was delivered", async () => {
    const [doubted, good] = fresh(2);
    const before = await quarantine(doubted!);
    await publishAll(ledger, [good!]);
    const { effects, heads } = await ledger.revise([
      { before, article: poorly(doubted!) },
      { before: sampleArticle(good!), article: poorly(good!) },
    ]);

    expect(effects).toEqual(["quarantined", "passed-over"]);
    expect(heads).toEqual([]);
    expect(await ledger.article(sampleArticle(good!).id)).toMatchObject({ status: "usable", revision: 1 });
  });

  test("what was taken down stays down, and is not selected", async () => {
    const [url] = fresh(1);
    await publishAll(ledger, [url!]);
    const before = sampleArticle(url!);
    await ledger.withdraw([before.id], BY_HAND);

    const { effects } = await ledger.revise([{ before, article: sampleArticle(url!, { title: "新" }) }]);

    expect(effects).toEqual(["passed-over"]);
    expect(await ledger.countSelected({ url: url! })).toBe(0);
  });

  test("the selection is read in steps, each article once", async () => {
    const urls = fresh(7);
    const since = new Date(Date.now() - 1000).toISOString();
    await publishAll(ledger, urls);

    const selection = { source: SOURCE.id, since };
    const seen: string[] = [];
    for (let after = ""; ;) {
      const articles = await ledger.readSelected(selection, { after, limit: 3 });
      if (articles.length === 0) break;
      seen.push(...articles.map(({ id }) => id));
      after = seen.at(-1)!;
    }

    expect(seen.length).toBe(await ledger.countSelected(selection));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(urls.map((url) => sampleArticle(url).id)));
    expect(await ledger.countSelected({ url: urls[0] })).toBe(1);
    expect(await ledger.countSelected({ source: "none" })).toBe(0);
  });
});
