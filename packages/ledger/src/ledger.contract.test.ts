import { SHARDS, shardOf, toBeijing, type Article, type Cursor, type Delivery } from "@caibian/schema";
import { afterAll, beforeAll, beforeEach, describe, expect, test, type TestContext } from "vitest";

import type { Ledger } from "./ledger.ts";
import { openFresh, testEngines } from "./testkit/engines.ts";
import { addLeads, outcomeOf, publishAll, sampleArticle, SOURCE, urlsOf } from "./testkit/samples.ts";

const DAY = 24 * 3_600_000;
let serial = 0;

/** URLs that no other test has used. */
function fresh(count: number): readonly string[] {
  return urlsOf(`t${++serial}`, count);
}

function poorly(url: string): Article {
  return sampleArticle(url, { status: "quarantined", title: "?" });
}

function reworded(url: string): Article {
  return sampleArticle(url, { title: "网站维护中" });
}

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

describe.each(testEngines())("a ledger on $name", (engine) => {
  let ledger: Ledger;
  let isHere = false;

  beforeAll(async () => {
    const opened = await openFresh(engine);
    if (opened === null) return;
    ledger = opened;
    isHere = true;
  });
  afterAll(async () => {
    if (isHere) await ledger.close();
    await engine.stop();
  });
  let source: string;
  beforeEach(async (context: TestContext) => {
    if (!isHere) {
      context.skip();
      return;
    }
    source = SOURCE.id;
    // Each test has the source for itself: what older tests left waiting is put away.
    await ledger.syncSources([SOURCE]);
    await ledger.dropHeld(source);
  });
  const begin = () => ledger.beginVisit(source, { recheckAll: true, reason: "hand" });

  test("another spelling of a known lead is no new lead, but is asked for what could not be had", async () => {
    const stem = `news.example/art/2026/3/2/t20260302_${++serial}.html`;
    const visit = await begin();
    const [leadId] = await addLeads(ledger, visit, [`http://${stem}`]);
    const failure = { code: "E_TLS", message: "no", at: toBeijing(Date.now()), retryAt: null };
    await ledger.frontier.recordFailure(visit, leadId!, failure);

    const [again] = await addLeads(ledger, await begin(), [`https://m.${stem}?utm_source=wx`]);

    expect(again).toBe(leadId);
  });

  test("publishes a new article once, and finds an equal one unchanged", async () => {
    const [url] = fresh(1);
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
    const [one, other] = fresh(2);
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
    const urls = fresh(20);
    const visit = await begin();
    const ids = await addLeads(ledger, visit, urls);
    const batch = urls.map((url, i) => outcomeOf(ids[i]!, url, { kind: "article", article: sampleArticle(urls[0]!) }));

    const effects = (await Promise.all(batch.map((outcome) => ledger.commit(visit, [outcome])))).flat();

    expect(effects.filter((effect) => effect.effect === "published")).toHaveLength(1);
    expect(effects.filter((effect) => effect.effect === "unchanged")).toHaveLength(19);
  });

  test("holds a correction until the visit ends, then makes it the next revision", async () => {
    const [url] = fresh(1);
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
    const [url] = fresh(1);
    const [leadId] = await publishAll(ledger, [url!]);
    const article = reworded(url!);
    const plainHash = sampleArticle(url!).contentHash;

    const [effect] = await ledger.commit(await begin(), [
      outcomeOf(leadId!, url!, { kind: "article", article, plainHash }),
    ]);

    expect(effect?.effect).toBe("unchanged");
  });

  test("keeps a host's memory by version: who learnt from an older one is told so", async () => {
    expect(await ledger.siteMemory("memory.example")).toBe(null);
    expect(await ledger.keepSiteMemory("memory.example", null, '{"v":1}')).toBe(true);
    expect(await ledger.keepSiteMemory("memory.example", null, '{"v":0}')).toBe(false);
    const first = await ledger.siteMemory("memory.example");
    expect(await ledger.keepSiteMemory("memory.example", first!.version, '{"v":1,"pages":2}')).toBe(true);
    expect(await ledger.keepSiteMemory("memory.example", first!.version, '{"v":0}')).toBe(false);

    expect(await ledger.siteMemory("memory.example")).toEqual({ version: "2", memory: '{"v":1,"pages":2}' });
  });

  test("a redesigned site is layout-changed until its pages can be checked again", async () => {
    const visit = await begin();

    expect(await ledger.settle(visit, { isRedesigned: true })).toMatchObject({ state: "layout-changed" });
    await ledger.endVisit(visit, { outcome: "done" });
    await ledger.releaseHeld(source);
  });

  test("withdraws at once after 410, without text, and publishes again what comes back", async () => {
    const [url] = fresh(1);
    const [leadId] = await publishAll(ledger, [url!]);
    const { id } = sampleArticle(url!);
    const visit = await begin();
    await ledger.commit(visit, [outcomeOf(leadId!, url!, { kind: "gone", status: 410 })]);
    await ledger.endVisit(visit, { outcome: "done" });

    const rows = await ledger.articles({ text: url! });
    const again = await begin();
    const [back] = await ledger.commit(again, [
      outcomeOf(leadId!, url!, { kind: "article", article: sampleArticle(url!) }),
    ]);

    expect(rows).toMatchObject([{ id, status: "withdrawn", revision: 2 }]);
    expect(back).toMatchObject({ effect: "published", revision: 3 });
    expect((await ledger.article(id))?.revision).toBe(3);
  });

  test("withdraws after two 404 answers only when they lie far enough apart", async () => {
    const [url] = fresh(1);
    const start = Date.now() - 3 * DAY;
    const [leadId] = await publishAll(ledger, [url!], start);
    const look = async (atMs: number): Promise<string | undefined> => {
      const visit = await begin();
      const [effect] = await ledger.commit(visit, [outcomeOf(leadId!, url!, { kind: "gone", status: 404 }, atMs)]);
      await ledger.endVisit(visit, { outcome: "done" });
      return effect?.effect;
    };

    expect(await look(start + DAY)).toBe("missing-once");
    expect(await look(start + DAY + 3_600_000)).toBe("missing-once");
    expect(await look(start + 2 * DAY + 3_600_000)).toBe("held");
    expect(await ledger.articles({ text: url! })).toMatchObject([{ status: "withdrawn" }]);
  });

  test("forgets a 404 when the page is there again", async () => {
    const [url] = fresh(1);
    const start = Date.now() - 3 * DAY;
    const [leadId] = await publishAll(ledger, [url!], start);
    const visit = await begin();
    await ledger.commit(visit, [outcomeOf(leadId!, url!, { kind: "gone", status: 404 }, start + DAY)]);
    await ledger.frontier.recordUnchanged(visit, leadId!, toBeijing(start + 1.5 * DAY));

    const [effect] = await ledger.commit(visit, [
      outcomeOf(leadId!, url!, { kind: "gone", status: 404 }, start + 2.5 * DAY),
    ]);

    expect(effect?.effect).toBe("missing-once");
  });

  test("keeps a doubtful reading from a delivered one, and delivers a doubted article once it reads well", async () => {
    const [good, doubted] = fresh(2);
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
    const [url] = fresh(1);
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

  test("takes nothing over from a bad night, and all of it when a person agrees", async () => {
    const urls = fresh(20);
    const ids = await publishAll(ledger, urls);
    const visit = await begin();
    for (const id of ids.slice(4)) await ledger.frontier.recordUnchanged(visit, id, toBeijing(Date.now()));
    await ledger.commit(
      visit,
      urls.slice(0, 4).map((url, i) => outcomeOf(ids[i]!, url, { kind: "gone", status: 410 })),
    );

    const report = await ledger.endVisit(visit, { outcome: "done" });

    expect(report.settlement).toMatchObject({ state: "broken", rechecked: 20, vanished: 4, applied: 0, held: 4 });
    expect((await ledger.status()).sources[0]).toMatchObject({ state: "broken", heldChanges: 4 });
    expect((await ledger.heldChanges(source)).every((change) => change.state === "kept")).toBe(true);

    expect(await ledger.releaseHeld(source)).toMatchObject({ applied: 4, vanished: 4 });
    expect((await ledger.status()).sources[0]).toMatchObject({ state: "ok", heldChanges: 0 });
  });

  test("forgets a bad night when the next one finds the articles as they were", async () => {
    const urls = fresh(8);
    const ids = await publishAll(ledger, urls);
    const night = await begin();
    await ledger.commit(
      night,
      urls.map((url, i) => outcomeOf(ids[i]!, url, { kind: "article", article: reworded(url) })),
    );
    expect((await ledger.endVisit(night, { outcome: "done" })).settlement?.state).toBe("layout-changed");

    const few = await begin();
    await ledger.commit(few, [outcomeOf(ids[0]!, urls[0]!, { kind: "article", article: reworded(urls[0]!) })]);
    const stillBad = await ledger.endVisit(few, { outcome: "done" });
    const better = await begin();
    for (const id of ids) await ledger.frontier.recordUnchanged(better, id, toBeijing(Date.now()));
    const settled = await ledger.endVisit(better, { outcome: "done" });

    expect(stillBad.settlement).toMatchObject({ state: "layout-changed", applied: 0 });
    expect(settled.settlement).toMatchObject({ state: "ok", applied: 0 });
    expect((await ledger.article(sampleArticle(urls[0]!).id))?.revision).toBe(1);
  });

  test("closes a visit whose process died, and settles what it held with the next", async () => {
    const [url] = fresh(1);
    const [leadId] = await publishAll(ledger, [url!]);
    const died = await begin();
    const corrected = sampleArticle(url!, { title: "更正" });
    await ledger.commit(died, [outcomeOf(leadId!, url!, { kind: "article", article: corrected })]);

    const next = await begin();
    const report = await ledger.endVisit(next, { outcome: "done" });

    expect((await ledger.visits(source, 2)).map((visit) => visit.outcome)).toEqual(["done", "interrupted"]);
    expect(report.settlement).toMatchObject({ applied: 1 });
    expect((await ledger.article(corrected.id))?.revision).toBe(2);
  });

  test("gives out new leads first, then retries that are due, then rechecks, each once a visit", async () => {
    await ledger.syncSources([SOURCE, { ...SOURCE, id: "frontier" }]);
    source = "frontier";
    const [known, failing, added] = fresh(3);
    const first = await begin();
    const [knownLead, failingLead] = await addLeads(ledger, first, [known!, failing!]);
    const old = Date.now() - 2 * 3_600_000;
    await ledger.commit(first, [
      outcomeOf(knownLead!, known!, { kind: "article", article: sampleArticle(known!) }, old),
    ]);
    const soon = { code: "E_TIMEOUT", message: "slow", at: toBeijing(old), retryAt: toBeijing(old) };
    await ledger.frontier.recordFailure(first, failingLead!, soon);
    await ledger.endVisit(first, { outcome: "done" });

    const visit = await ledger.beginVisit(source, { recheckAll: false, reason: "hand" });
    await addLeads(ledger, visit, [known!, failing!, added!]);
    const waiting = await ledger.frontier.waiting(visit, 10);
    await ledger.frontier.recordUnchanged(visit, knownLead!, toBeijing(Date.now()));
    await ledger.frontier.recordFailure(visit, failingLead!, { ...soon, retryAt: null });

    expect(waiting.map((lead) => [lead.lead.url, lead.recheck, lead.attempts])).toEqual([
      [added, false, 0],
      [failing, false, 1],
      [known, true, 0],
    ]);
    expect((await ledger.frontier.waiting(visit, 10)).map((lead) => lead.lead.url)).toEqual([added]);
  });

  test("looks at a known article again at its next age after one odd answer", async () => {
    source = "odd-answer";
    await ledger.syncSources([SOURCE, { ...SOURCE, id: source, recheck: { ...SOURCE.recheck, afterMs: [1] } }]);
    const [url] = fresh(1);
    const first = await begin();
    const [leadId] = await addLeads(ledger, first, [url!]);
    await ledger.commit(first, [outcomeOf(leadId!, url!, { kind: "article", article: sampleArticle(url!) })]);
    const odd = { code: "E_STATUS", message: "400", at: toBeijing(Date.now() - 1000), retryAt: null };
    await ledger.frontier.recordFailure(first, leadId!, odd);
    await ledger.endVisit(first, { outcome: "done" });

    const visit = await ledger.beginVisit(source, { recheckAll: false, reason: "hand" });
    const waiting = await ledger.frontier.waiting(visit, 10);

    expect(waiting.map((lead) => [lead.lead.url, lead.recheck])).toEqual([[url, true]]);
  });

  test("tries a story again that its list still shows a day after it was given up", async () => {
    source = "given-up";
    await ledger.syncSources([SOURCE, { ...SOURCE, id: source }]);
    const [url] = fresh(1);
    const yesterday = toBeijing(Date.now() - 21 * 3_600_000);
    const first = await begin();
    const [leadId] = await addLeads(ledger, first, [url!]);
    for (let attempt = 0; attempt < 12; attempt++) {
      await ledger.frontier.recordFailure(first, leadId!, {
        code: "E_STATUS",
        message: "502",
        at: yesterday,
        retryAt: null,
      });
    }
    await ledger.endVisit(first, { outcome: "done" });

    const visit = await begin();
    await addLeads(ledger, visit, [url!]);

    expect((await ledger.frontier.waiting(visit, 10)).map((lead) => lead.lead.url)).toEqual([url]);
  });

  test("keeps an asked replay until it is sent or cleared", async () => {
    const [url] = fresh(1);
    await publishAll(ledger, [url!]);
    const [delivery] = await deliverAll(ledger, `asked-${serial}`);
    const { shard } = await ledger.log.cursor(`dead-${serial}`, shardOf(delivery!.articleId));
    const cursor = await ledger.log.cursor(`dead-${serial}`, shard);
    const { seq, articleId, revision, op } = delivery!;
    await ledger.log.advance(cursor, seq, [{ seq, articleId, revision, op, reason: "too long", attempts: 1 }]);
    const [letter] = await ledger.log.deadLetters({ storeId: `dead-${serial}` });

    expect(await ledger.log.askedReplays()).toEqual([]);
    expect(await ledger.log.askReplay([letter!.id])).toBe(1);
    expect(await ledger.log.askedReplays()).toEqual([letter!.id]);
    await ledger.log.clearAsked([letter!.id]);
    expect(await ledger.log.askedReplays()).toEqual([]);
  });

  test("starts a new store from the current articles, then follows the log, each row once and in order", async () => {
    const urls = fresh(40);
    const ids = await publishAll(ledger, urls);
    const store = `s${serial}`;
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
    await publishAll(ledger, fresh(60));
    const cursor: Cursor = { storeId: "x", shard: 0, seq: 0, base: 0 };

    const tiny = await ledger.log.read({ cursor, limit: 100, maxBytes: 1 });
    const two = await ledger.log.read({ cursor, limit: 2, maxBytes: 1_000_000 });

    expect([tiny.deliveries.length, tiny.more, tiny.upTo]).toEqual([1, true, tiny.deliveries[0]!.seq]);
    expect([two.deliveries.length, two.more]).toEqual([2, true]);
  });

  test("moves a cursor once, with its dead letters, and not from where it no longer is", async () => {
    await publishAll(ledger, fresh(40));
    const store = `dead${serial}`;
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

  test("keeps what a person took down from coming back", async () => {
    const [url] = fresh(1);
    const [leadId] = await publishAll(ledger, [url!]);
    const { id } = sampleArticle(url!);

    expect(await ledger.withdraw(id)).toMatchObject({ shard: shardOf(id) });
    const visit = await begin();
    await ledger.commit(visit, [outcomeOf(leadId!, url!, { kind: "article", article: sampleArticle(url!) })]);

    expect(await ledger.articles({ text: url! })).toMatchObject([{ status: "withdrawn", revision: 2 }]);
    expect(await ledger.withdraw(id)).toBeNull();
  });

  test("gives a pool whose transactions stand alone and whose notifications arrive", async () => {
    const pool = ledger.sqlPool();
    await pool.query("CREATE SCHEMA IF NOT EXISTS bullmq");
    await pool.query("CREATE TABLE IF NOT EXISTS bullmq.job_test (n integer, data jsonb)");
    const listener = await pool.connect();
    const heard = new Promise((resolve) => listener.on("notification", (message) => resolve(message.payload)));
    await listener.query("LISTEN jobs_test");
    const client = await pool.connect();
    await client.query("BEGIN");
    await client.query("INSERT INTO job_test VALUES ($1, $2)", [1, { a: '甲"\\' }]);

    const meanwhile = pool.query({ text: "SELECT count(*) AS n FROM job_test", values: [] });
    await expect(client.query("SELECT no_such_column FROM job_test")).rejects.toMatchObject({ code: "42703" });
    await client.query("ROLLBACK");
    client.release();

    expect((await meanwhile).rows).toEqual([{ n: "0" }]);
    await pool.query("SELECT pg_notify('jobs_test', 'ding')");
    expect(await heard).toBe("ding");
    listener.release();
    expect((await ledger.status()).engine).toBe(engine.name);
  });
});
