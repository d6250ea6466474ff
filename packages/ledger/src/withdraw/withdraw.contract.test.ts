import { SHARDS, type Delivery, type ReprintEntry } from "@caibian/schema";
import { expect, test } from "vitest";

import { urlKey } from "../frontier/frontier.ts";
import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import {
  addLeads,
  BY_HAND,
  clearSource,
  freshUrls,
  outcomeOf,
  publishAll,
  sampleArticle,
  SOURCE,
} from "../testkit/samples.ts";
import type { ArticleSelector } from "./orders.ts";

const LATER = "2030-01-01T00:00:00+08:00";
const ERASE = { ...BY_HAND, erase: true };

/** What the log tells of some articles, in order. */
async function toldOf(ledger: Ledger, ids: readonly string[]): Promise<readonly Delivery[]> {
  const told: Delivery[] = [];
  for (let shard = 0; shard < SHARDS; shard++) {
    const cursor = { storeId: "reader", shard, seq: 0, base: 0 };
    const { deliveries } = await ledger.log.read({ cursor, limit: 10_000, maxBytes: 100_000_000 });
    told.push(...deliveries.filter(({ articleId }) => ids.includes(articleId)));
  }
  return told.toSorted((a, b) => a.seq - b.seq);
}

/** What the index of reprints keeps of an article. */
function entryOf(articleId: string): ReprintEntry {
  return {
    articleId,
    contentHash: `sha256:${articleId}`,
    traits: { exact: "0", grams: 1, sketch: [1], numbers: [], title: "新城图书馆开馆", places: [] },
    facts: { articleId, siteNames: [], sourceName: null, stance: "own", publishedAt: null, grams: 1 },
  };
}

onEveryEngine("withdrawing by hand", (opened) => {
  interface Published {
    readonly urls: readonly string[];
    readonly ids: readonly string[];
    readonly leads: readonly string[];
  }
  async function publish(count: number): Promise<Published> {
    await clearSource(opened());
    const urls = freshUrls(count);
    const leads = await publishAll(opened(), urls);
    return { urls, leads, ids: urls.map((url) => sampleArticle(url).id) };
  }
  /** What a Visit that rechecks all would fetch, after its list showed these. */
  async function waiting(shown: readonly string[] = []): Promise<readonly string[]> {
    const visit = await opened().beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    await addLeads(opened(), visit, shown);
    const leads = await opened().frontier.waiting(visit, 100_000);
    await opened().endVisit(visit, { outcome: "done" });
    return leads.map(({ lead }) => lead.url);
  }
  const idsOf = async (selector: ArticleSelector): Promise<readonly string[]> =>
    (await opened().select(selector, { after: "", limit: 1000 })).map(({ id }) => id);

  test("finds articles by id, URL in any spelling, host and source", async () => {
    const { urls, ids } = await publish(2);
    const [url = ""] = urls;
    const [id = ""] = ids;

    expect(await idsOf({ ids: [id] })).toEqual([id]);
    expect(await idsOf({ urls: [url.replace("http://", "https://")] })).toEqual([id]);
    expect(await idsOf({ hosts: ["NEWS.example"] })).toEqual(expect.arrayContaining([...ids]));
    expect(await idsOf({ hosts: ["example"] })).toEqual([]);
    expect(await idsOf({ sources: [SOURCE.id] })).toEqual(expect.arrayContaining([...ids]));
    expect(await idsOf({})).toEqual([]);
  });

  test("means a group of copies as it was, also when some or all of it are withdrawn", async () => {
    const { ids } = await publish(3);
    const [founder = "", , last = ""] = ids;
    await opened().reprints.clear();
    await opened().reprints.take(ids.map(entryOf));
    const links = ids.slice(1).map((id) => ({ articleId: id, otherId: founder, strength: "strong" }) as const);
    await opened().reprints.join(links, []);
    const selector = { clusters: [founder] };
    expect(await idsOf({ clusters: [last] })).toEqual(ids.toSorted());

    await opened().withdraw(ids.slice(0, 2), BY_HAND);
    expect(await idsOf(selector)).toEqual(ids.toSorted());
    expect(await idsOf({ clusters: [last] })).toEqual(ids.toSorted());
    await opened().withdraw(ids, BY_HAND);
    expect(await idsOf({ clusters: [last] })).toEqual(ids.toSorted());

    await opened().reinstate([last], BY_HAND);
    expect(await idsOf({ clusters: [last] })).toEqual(ids.slice(0, 2).toSorted());
  });

  test("comes page by page, each article once", async () => {
    const { ids } = await publish(5);
    const [one = "", two = "", ...rest] = ids.toSorted();

    const first = await opened().select({ ids }, { after: "", limit: 2 });
    expect(first.map(({ id }) => id)).toEqual([one, two]);
    const second = await opened().select({ ids }, { after: two, limit: 100 });
    expect(second.map(({ id }) => id)).toEqual(rest);
  });

  test("leaves a tombstone as the next revision, for every store, and an audit row", async () => {
    const { ids } = await publish(2);

    const done = await opened().withdraw(ids, {
      ...BY_HAND,
      actor: "li",
      reason: "asked by the paper",
      selector: { ids },
    });

    expect(done).toMatchObject({ withdrawn: 2, erased: 0, unchanged: 0 });
    expect((await toldOf(opened(), ids)).map(({ op, revision }) => [op, revision])).toEqual([
      ["publish", 1],
      ["publish", 1],
      ["withdraw", 2],
      ["withdraw", 2],
    ]);
    expect((await opened().audit(1))[0]).toMatchObject({
      actor: "li",
      action: "withdraw",
      reason: "asked by the paper",
      selector: { ids },
      outcome: "2 withdrawn, 0 erased, 0 unchanged",
    });
  });

  test("twice is once", async () => {
    const { ids } = await publish(1);
    await opened().withdraw(ids, BY_HAND);

    expect(await opened().withdraw(ids, BY_HAND)).toEqual({ withdrawn: 0, erased: 0, unchanged: 1, heads: [] });
  });

  test("a takedown leaves no text in the ledger, not even for a store that lags", async () => {
    const { ids, urls } = await publish(1);
    const [id = ""] = ids;
    await opened().put(SOURCE.id, [{ ...sampleArticle(urls[0] ?? ""), title: "第二稿" }]);

    expect(await opened().withdraw(ids, ERASE)).toMatchObject({ withdrawn: 1, erased: 1 });

    expect(await toldOf(opened(), ids)).toEqual([
      expect.objectContaining({ op: "withdraw", revision: 3, article: null, erase: true }),
    ]);
    expect(await opened().revisions(id)).toHaveLength(1);
    expect(await opened().article(id, 1)).toBeNull();
    expect((await opened().select({ ids }, { after: "", limit: 1 }))[0]).toMatchObject({ title: "", isErased: true });
  });

  test("a takedown of what was withdrawn before is told to the stores once", async () => {
    const { ids } = await publish(1);
    await opened().withdraw(ids, BY_HAND);

    expect(await opened().withdraw(ids, ERASE)).toMatchObject({ withdrawn: 1, erased: 1 });
    expect(await opened().withdraw(ids, ERASE)).toMatchObject({ withdrawn: 0, erased: 0, unchanged: 1 });

    expect((await toldOf(opened(), ids)).at(-1)).toMatchObject({ revision: 3, erase: true });
  });

  test("can be taken back, as a new revision that the stores are told of", async () => {
    const { ids, urls } = await publish(1);
    await opened().withdraw(ids, BY_HAND);

    expect(await opened().reinstate(ids, BY_HAND)).toMatchObject({ reinstated: 1, left: [] });

    const last = (await toldOf(opened(), ids)).at(-1);
    expect(last).toMatchObject({ op: "publish", revision: 3, article: { title: sampleArticle(urls[0] ?? "").title } });
    expect((await opened().audit(1))[0]?.action).toBe("reinstate");
  });

  test("an erased article cannot be brought back, nor one that its site withdrew", async () => {
    const { ids, urls, leads } = await publish(2);
    const [erased = "", gone = ""] = ids;
    await opened().withdraw([erased], ERASE);
    const visit = await opened().beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    await opened().commit(visit, [outcomeOf(leads[1] ?? "", urls[1] ?? "", { kind: "gone", status: 410 })]);
    await opened().endVisit(visit, { outcome: "done" });

    expect(await opened().reinstate([erased, gone], BY_HAND)).toEqual({
      reinstated: 0,
      left: [erased, gone],
      heads: [],
    });
  });

  test("a page that was on its way when its article was erased is committed, found again, and not asked for again", async () => {
    await clearSource(opened());
    const [url = "", beside = ""] = freshUrls(2);
    const id = urlKey(url);
    const visit = await opened().beginVisit(SOURCE.id, { recheckAll: false, reason: "hand" });
    const [lead = "", other = ""] = await addLeads(opened(), visit, [url, beside]);
    await opened().put(SOURCE.id, [sampleArticle(url, { id })]);
    await opened().withdraw([id], ERASE);

    const effects = await opened().commit(visit, [
      outcomeOf(lead, url, { kind: "refused", code: "E_EMPTY", message: "no text" }),
      outcomeOf(other, beside, { kind: "article", article: sampleArticle(beside) }),
    ]);
    await opened().endVisit(visit, { outcome: "done" });

    expect(effects).toMatchObject([{ articleId: id, isShut: true }, { effect: "published" }]);
    expect(effects[1]).not.toHaveProperty("isShut");
    expect(await opened().rawPagesOf([id])).toHaveLength(1);
    expect(await waiting()).not.toContain(url);
  });

  test("another URL of an erased article is looked at once", async () => {
    const { ids, urls } = await publish(1);
    await opened().withdraw(ids, ERASE);
    const twin = `${urls[0] ?? ""}?print=1`;
    const visit = await opened().beginVisit(SOURCE.id, { recheckAll: false, reason: "hand" });
    const [lead = ""] = await addLeads(opened(), visit, [twin]);

    const read = { kind: "article", article: sampleArticle(urls[0] ?? "") } as const;
    const effects = await opened().commit(visit, [outcomeOf(lead, twin, read)]);
    await opened().frontier.recordFailure(visit, lead, { code: "E_TIMEOUT", message: "", at: LATER, retryAt: LATER });
    await opened().endVisit(visit, { outcome: "done" });

    expect(effects).toMatchObject([{ effect: "unchanged", isShut: true }]);
    expect(await waiting([twin])).not.toContain(twin);
  });

  test("the page of an erased article is not asked for again, whatever lists and rechecks say", async () => {
    const { ids, urls } = await publish(1);
    await opened().withdraw(ids, ERASE);

    const visit = await opened().beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    await addLeads(opened(), visit, urls);
    const waiting = await opened().frontier.waiting(visit, 1000);
    await opened().endVisit(visit, { outcome: "done" });

    expect(waiting.filter(({ lead }) => urls.includes(lead.url))).toEqual([]);
  });
});
