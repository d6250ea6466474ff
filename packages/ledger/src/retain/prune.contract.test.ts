import { shardOf, SHARDS, type Delivery } from "@caibian/schema";
import { beforeEach, expect, test } from "vitest";

import type { PageResult } from "../commit/outcome.ts";
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
import { PRUNED, type PrunePlace, type PruneRules } from "./prune-rules.ts";

/** Everything that a Store would get from where its cursors stand. */
async function deliverAll(ledger: Ledger, storeId: string): Promise<readonly Delivery[]> {
  const all: Delivery[] = [];
  for (let shard = 0; shard < SHARDS; shard++) {
    for (let more = true; more;) {
      const cursor = await ledger.log.cursor(storeId, shard);
      const range = await ledger.log.read({ cursor, limit: 7, maxBytes: 1_000_000 });
      all.push(...range.deliveries);
      if (range.upTo !== cursor.seq) await ledger.log.advance(cursor, range.upTo, []);
      more = range.more;
    }
  }
  return all;
}

/** Rules by which everything is old. */
function all(storeIds: readonly string[]): PruneRules {
  const now = new Date(Date.now() + 60_000).toISOString();
  return { storeIds, logBefore: now, revisionsBefore: now, lastRevisions: 1, historyBefore: now };
}

async function pruneAll(ledger: Ledger, rules: PruneRules, isDry = false): Promise<Readonly<Record<string, number>>> {
  const removed: Record<string, number> = Object.fromEntries(PRUNED.map((kind) => [kind, 0]));
  let place: PrunePlace | null = null;
  do {
    const batch = await ledger.prune(rules, place, isDry);
    removed[batch.kind] = (removed[batch.kind] ?? 0) + batch.removed;
    place = batch.next;
  } while (place !== null);
  return removed;
}

function idsOf(urls: readonly string[]): readonly string[] {
  return urls.map((url) => sampleArticle(url).id);
}

onEveryEngine("pruning", (opened) => {
  let ledger: Ledger;

  beforeEach(async () => {
    ledger = opened();
    await clearSource(ledger);
    await ledger.forgetFiles(["a.warc.gz", "b.warc.gz"], null);
    await pruneAll(ledger, all([]));
  });

  /** Twenty articles, the first three of them in three Revisions and the fourth withdrawn. */
  async function history(): Promise<readonly string[]> {
    const urls = freshUrls(20);
    await publishAll(ledger, urls);
    for (const title of ["第二稿", "第三稿"]) {
      await ledger.put(
        SOURCE.id,
        urls.slice(0, 3).map((url) => sampleArticle(url, { title })),
      );
    }
    await ledger.withdraw([sampleArticle(urls[3] ?? "").id], BY_HAND);
    return urls;
  }

  /** The leads of pages that are known. */
  async function leadsOf(urls: readonly string[]): Promise<readonly string[]> {
    const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    const leads = await addLeads(ledger, visit, urls);
    await ledger.endVisit(visit, { outcome: "done" });
    return leads;
  }

  /** A Visit of one page, kept at a place of its own. */
  async function look(leadId: string, url: string, result: PageResult, offset: number = 0): Promise<void> {
    const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    const outcome = outcomeOf(leadId, url, result);
    const page = { ...outcome.page, warc: { file: "b.warc.gz", offset } };
    await ledger.commit(visit, [{ ...outcome, page }]);
    await ledger.endVisit(visit, { outcome: "done" });
    await ledger.releaseHeld(SOURCE.id);
  }

  test("leaves what every store has not taken, and what it is sent is whole", async () => {
    await deliverAll(ledger, "slow");
    await deliverAll(ledger, "quick");
    const urls = await history();
    await deliverAll(ledger, "quick");

    const removed = await pruneAll(ledger, all(["slow", "quick"]));

    expect(removed).toMatchObject({ log: 0, revisions: 0 });
    const told = (await deliverAll(ledger, "slow")).filter(({ articleId }) => idsOf(urls).includes(articleId));
    expect(told.filter(({ op }) => op === "publish")).toHaveLength(20);
    expect(told.filter(({ op }) => op === "update")).toHaveLength(6);
    expect(told.filter(({ op }) => op === "withdraw")).toHaveLength(1);
  });

  test("cuts the log that all have taken, and a store that the config no longer names holds nothing", async () => {
    await deliverAll(ledger, "gone");
    await deliverAll(ledger, "main");
    const urls = await history();
    await deliverAll(ledger, "main");

    const removed = await pruneAll(ledger, all(["main"]));

    expect(removed["log"]).toBeGreaterThan(0);
    expect(removed["revisions"]).toBe(6);
    expect(await ledger.log.lag(["main"])).toMatchObject([{ behind: 0 }]);
    const { logHead } = await ledger.status();
    expect(logHead).toBeGreaterThan(0);

    const anew = (await deliverAll(ledger, "gone")).filter(({ articleId }) => idsOf(urls).includes(articleId));
    const usable = anew.filter(({ op }) => op !== "withdraw");
    expect(new Set(usable.map(({ articleId }) => articleId)).size).toBe(19);
    expect(anew.filter(({ article }) => article?.title === "第三稿")).toHaveLength(3);
  });

  test("a store that comes back after the log was cut ahead of it is told what was withdrawn meanwhile", async () => {
    const urls = await history();
    const [first = "", second = ""] = idsOf(urls);
    const before = await deliverAll(ledger, "back");
    await ledger.withdraw([first], BY_HAND);
    await ledger.withdraw([second], { ...BY_HAND, erase: true });
    await deliverAll(ledger, "main");
    await history();
    await pruneAll(ledger, all(["main"]));
    expect(await ledger.log.behind("back")).toContain(shardOf(first));
    expect((await ledger.log.lag(["back"]))[0]?.behind).toBeGreaterThan(20);

    const anew = (await deliverAll(ledger, "back")).filter(({ articleId }) => idsOf(urls).includes(articleId));

    expect(before.length).toBeGreaterThan(20);
    const takenBack = new Map(anew.map(({ articleId, op, erase }) => [articleId, { op, erase }]));
    expect(anew).toHaveLength(2);
    expect(takenBack.get(first)).toEqual({ op: "withdraw" });
    expect(takenBack.get(second)).toEqual({ op: "withdraw", erase: true });
    expect(await ledger.log.lag(["back"])).toMatchObject([{ behind: 0 }]);
    const begun = await deliverAll(ledger, "unheard-of");
    expect(begun.filter(({ op }) => op === "withdraw")).toEqual([]);
  });

  test("a new store is filled with every current article, and follows from there", async () => {
    const urls = await history();
    await pruneAll(ledger, all([]));

    const begun = (await deliverAll(ledger, "late")).filter(({ articleId }) => idsOf(urls).includes(articleId));

    expect(begun).toHaveLength(19);
    expect(begun.filter(({ article }) => article?.title === "第三稿")).toHaveLength(3);
    await ledger.put(SOURCE.id, [sampleArticle(urls[9] ?? "", { title: "更正" })]);
    expect((await deliverAll(ledger, "late")).map(({ op, article }) => [op, article?.title])).toEqual([
      ["update", "更正"],
    ]);
  });

  test("keeps the current text, as many revisions as are asked for, and what can be brought back", async () => {
    const urls = await history();
    const [first = "", , , gone = ""] = idsOf(urls);

    await pruneAll(ledger, { ...all([]), lastRevisions: 2 });
    expect((await ledger.revisions(first)).map(({ revision }) => revision)).toEqual([2, 3]);
    await pruneAll(ledger, all([]));

    expect((await ledger.revisions(first)).map(({ revision }) => revision)).toEqual([3]);
    expect((await ledger.article(first))?.title).toBe("第三稿");
    expect(await ledger.reinstate([gone], BY_HAND)).toMatchObject({ reinstated: 1 });
  });

  test("a takedown that has left the log is told as one when a store is mended", async () => {
    const [url = ""] = await history();
    const { id } = sampleArticle(url);
    await ledger.withdraw([id], { ...BY_HAND, erase: true });
    await history();
    await pruneAll(ledger, all([]));

    expect(await ledger.current.newestDeliveries([id])).toMatchObject([{ op: "withdraw", erase: true }]);
  });

  test("a takedown whose page came back doubtful stays one when its log row is gone", async () => {
    const [, , , url = ""] = await history();
    const { id } = sampleArticle(url);
    await ledger.reinstate([id], BY_HAND);
    const [lead = ""] = await leadsOf([url]);
    await look(lead, url, { kind: "gone", status: 410 });
    const [told] = await ledger.current.newestDeliveries([id]);
    expect(told?.op).toBe("withdraw");
    await look(lead, url, { kind: "article", article: sampleArticle(url, { status: "quarantined", title: "疑" }) });
    await history();
    await pruneAll(ledger, all([]));

    expect(await ledger.current.newestDeliveries([id])).toMatchObject([{ op: "withdraw", revision: told?.revision }]);
    const page = await ledger.current.expected({ after: "", limit: 5000 });
    expect(page.find(({ articleId }) => articleId === id)).toMatchObject({
      op: "withdraw",
      revision: told?.revision,
      contentHash: sampleArticle(url).contentHash,
    });
  });

  test("a look stays as long as its raw page lies in the archive", async () => {
    const [url = ""] = freshUrls(1);
    const [lead = ""] = await publishAll(ledger, [url]);
    for (const n of [1, 2]) await look(lead, url, { kind: "article", article: sampleArticle(url) }, n);

    expect(await pruneAll(ledger, all([]))).toMatchObject({ pages: 0 });

    expect(await ledger.rawPagesOf([sampleArticle(url).id])).toHaveLength(3);
  });

  test("old looks and visits go; the last of each lead and source stay", async () => {
    const [url = ""] = freshUrls(1);
    const [lead = ""] = await publishAll(ledger, [url]);
    for (const day of [1, 2]) {
      const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
      const look = { kind: "article", article: sampleArticle(url) } as const;
      await ledger.commit(visit, [outcomeOf(lead, url, look, Date.now() - day * 1000)]);
      await ledger.endVisit(visit, { outcome: "done" });
    }

    await ledger.forgetFiles(["a.warc.gz"], null);

    const removed = await pruneAll(ledger, all([]));

    expect(removed).toMatchObject({ pages: 2, visits: 3 });
    expect(await ledger.visits(SOURCE.id)).toHaveLength(1);
    expect((await ledger.status()).sources[0]?.lastVisit?.outcome).toBe("done");
  });

  test("what is young stays, and a dry run only counts", async () => {
    await history();
    const long = "2000-01-01T00:00:00Z";
    const young = { ...all([]), logBefore: long, revisionsBefore: long, historyBefore: long };
    const nothing = Object.fromEntries(PRUNED.map((kind) => [kind, 0]));

    expect(await pruneAll(ledger, young)).toEqual(nothing);
    const counted = await pruneAll(ledger, all([]), true);
    expect(await pruneAll(ledger, all([]), true)).toEqual(counted);
    expect(await pruneAll(ledger, all([]))).toEqual(counted);
    expect(counted["log"]).toBeGreaterThan(0);
  });

  test("a dead letter that is to be sent again stays", async () => {
    const [url = ""] = await history();
    const { id } = sampleArticle(url);
    const cursor = await ledger.log.cursor("letters", 0);
    const letter = { articleId: id, revision: 1, op: "publish", reason: "too long", attempts: 1 } as const;
    await ledger.log.advance(cursor, cursor.base, [
      { ...letter, seq: 1 },
      { ...letter, seq: 2 },
    ]);
    const [first] = await ledger.log.deadLetters({ storeId: "letters" });
    await ledger.log.askReplay([first?.id ?? 0]);

    expect(await pruneAll(ledger, all([]))).toMatchObject({ "dead-letters": 1 });

    expect(await ledger.log.deadLetters({ storeId: "letters" })).toMatchObject([{ id: first?.id }]);
  });

  test("forgets the files that go, and no other", async () => {
    const urls = freshUrls(2);
    await publishAll(ledger, urls);
    const query = "SELECT count(*) FROM caibian.page WHERE warc_file = 'a.warc.gz'";
    const kept = async (): Promise<number> => Number((await ledger.sqlPool().query(query)).rows[0]?.["count"]);
    const before = await kept();

    expect(await ledger.forgetFiles(["other.warc.gz"], null)).toBeNull();
    expect(await kept()).toBe(before);
    await ledger.forgetFiles(["a.warc.gz"], null);

    expect(before).toBeGreaterThan(0);
    expect(await kept()).toBe(0);
  });
});
