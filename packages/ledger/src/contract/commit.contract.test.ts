import { shardOf, type Article } from "@caibian/schema";
import { beforeEach, expect, test } from "vitest";

import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import {
  BY_HAND,
  addLeads,
  clearSource,
  freshUrls,
  outcomeOf,
  publishAll,
  sampleArticle,
  SOURCE,
} from "../testkit/samples.ts";

function poorly(url: string): Article {
  return sampleArticle(url, { status: "quarantined", title: "?" });
}

function reworded(url: string): Article {
  return sampleArticle(url, { title: "网站维护中" });
}

onEveryEngine("what a commit makes of a page", (opened) => {
  let ledger: Ledger;
  const source = SOURCE.id;

  beforeEach(async () => {
    ledger = opened();
    await clearSource(ledger);
  });
  const begin = () => ledger.beginVisit(source, { recheckAll: true, reason: "hand" });

  test("publishes a new article once, and finds an equal one unchanged", async () => {
    const [url] = freshUrls(1);
    const visit = await begin();
    const [leadId] = await addLeads(ledger, visit, [url!]);
    const article = sampleArticle(url!, { title: "带\u0000空字符" });

    const [first] = await ledger.commit(visit, [outcomeOf(leadId!, url!, { kind: "article", article })]);
    const [second] = await ledger.commit(visit, [outcomeOf(leadId!, url!, { kind: "article", article })]);

    expect(first).toMatchObject({ effect: "published", revision: 1, shard: shardOf(article.id) });
    expect(second).toMatchObject({ effect: "unchanged", seq: null });
    expect(await ledger.article(article.id)).toEqual(article);
    const report = await ledger.endVisit(visit, { outcome: "done" });
    expect(report).toMatchObject({ outcome: "done", counts: { published: 1, unchanged: 1, rechecked: 1, pages: 2 } });
  });

  test("takes two leads of one article in a batch for one article", async () => {
    const [one, other] = freshUrls(2);
    const visit = await begin();
    const ids = await addLeads(ledger, visit, [one!, other!]);
    const article = sampleArticle(one!);

    const effects = await ledger.commit(visit, [
      outcomeOf(ids[0]!, one!, { kind: "article", article }),
      outcomeOf(ids[1]!, other!, { kind: "article", article }),
    ]);

    expect(effects.map((effect) => effect.effect)).toEqual(["published", "unchanged"]);
  });

  test("takes one article from two commits at once for one article", async () => {
    const urls = freshUrls(20);
    const visit = await begin();
    const ids = await addLeads(ledger, visit, urls);
    const batch = urls.map((url, i) => outcomeOf(ids[i]!, url, { kind: "article", article: sampleArticle(urls[0]!) }));

    const effects = (await Promise.all(batch.map((outcome) => ledger.commit(visit, [outcome])))).flat();

    expect(effects.filter((effect) => effect.effect === "published")).toHaveLength(1);
    expect(effects.filter((effect) => effect.effect === "unchanged")).toHaveLength(19);
  });

  test("holds a correction until the visit ends, then makes it the next revision", async () => {
    const [url] = freshUrls(1);
    const [leadId] = await publishAll(ledger, [url!]);
    const visit = await begin();
    const corrected = sampleArticle(url!, { title: "新城图书馆开馆(更正)" });

    const [effect] = await ledger.commit(visit, [outcomeOf(leadId!, url!, { kind: "article", article: corrected })]);
    const before = await ledger.article(corrected.id);
    const settlement = await ledger.settle(visit);

    expect(effect).toMatchObject({ effect: "held", seq: null });
    expect(before?.revision).toBe(1);
    expect(settlement).toMatchObject({ state: "ok", applied: 1, held: 0 });
    expect(await ledger.article(corrected.id)).toEqual({ ...corrected, revision: 2 });
    expect(await ledger.settle(visit)).toEqual(settlement);
    expect((await ledger.revisions(corrected.id)).map((row) => row.revision)).toEqual([1, 2]);
  });

  test("a page that only site memory reads otherwise is the page that we hold", async () => {
    const [url] = freshUrls(1);
    const [leadId] = await publishAll(ledger, [url!]);
    const article = reworded(url!);
    const plainHash = sampleArticle(url!).contentHash;

    const [effect] = await ledger.commit(await begin(), [
      outcomeOf(leadId!, url!, { kind: "article", article, plainHash }),
    ]);

    expect(effect?.effect).toBe("unchanged");
  });

  test("keeps a doubtful reading from a delivered one, and delivers a doubted article once it reads well", async () => {
    const [good, doubted] = freshUrls(2);
    const [goodLead] = await publishAll(ledger, [good!]);
    const visit = await begin();
    const [doubtedLead] = await addLeads(ledger, visit, [doubted!]);

    const effects = await ledger.commit(visit, [
      outcomeOf(goodLead!, good!, { kind: "article", article: poorly(good!) }),
      outcomeOf(doubtedLead!, doubted!, { kind: "article", article: poorly(doubted!) }),
      outcomeOf(doubtedLead!, doubted!, { kind: "article", article: sampleArticle(doubted!) }),
    ]);

    expect(effects.map((effect) => effect.effect)).toEqual(["quarantined", "quarantined", "published"]);
    expect(effects[2]?.revision).toBe(2);
    expect((await ledger.article(sampleArticle(good!).id))?.status).toBe("usable");
  });

  test("keeps why a page was refused, until it makes a record", async () => {
    const [url] = freshUrls(1);
    const visit = await begin();
    const [leadId] = await addLeads(ledger, visit, [url!]);

    const [effect] = await ledger.commit(visit, [
      outcomeOf(leadId!, url!, { kind: "refused", code: "E_EMPTY", message: "no text" }),
    ]);

    expect(effect).toMatchObject({ effect: "refused", articleId: null });
    expect(await ledger.refusedPages({ limit: 1 })).toMatchObject([{ url, code: "E_EMPTY" }]);
    await ledger.commit(visit, [outcomeOf(leadId!, url!, { kind: "article", article: sampleArticle(url!) })]);
    expect((await ledger.refusedPages()).map((page) => page.url)).not.toContain(url);
  });

  test("keeps what a person took down from coming back", async () => {
    const [url] = freshUrls(1);
    const [leadId] = await publishAll(ledger, [url!]);
    const { id } = sampleArticle(url!);

    expect(await ledger.withdraw([id], BY_HAND)).toMatchObject({ withdrawn: 1, heads: [{ shard: shardOf(id) }] });
    const visit = await begin();
    await ledger.commit(visit, [outcomeOf(leadId!, url!, { kind: "article", article: sampleArticle(url!) })]);

    expect(await ledger.articles({ text: url! })).toMatchObject([{ status: "withdrawn", revision: 2 }]);
    expect(await ledger.withdraw([id], BY_HAND)).toMatchObject({ withdrawn: 0, unchanged: 1, heads: [] });
  });
});
