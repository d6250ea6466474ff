import type { CopyFacts, ReprintEntry } from "@caibian/schema";
import { beforeEach, expect, test } from "vitest";

import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { BY_HAND, addLeads, outcomeOf, publishAll, sampleArticle, SOURCE, urlsOf } from "../testkit/samples.ts";

let serial = 0;

/** An entry whose sketch has these hashes. */
function entry(articleId: string, sketch: readonly number[], over: Partial<CopyFacts> = {}): ReprintEntry {
  const hashes = [...sketch].sort((a, b) => a - b);
  return {
    articleId,
    contentHash: `sha256:${articleId}`,
    traits: {
      exact: (BigInt(hashes[0] ?? 0) * 0x9e3779b97f4a7c15n).toString(16).padStart(16, "0").slice(-16),
      grams: hashes.length,
      sketch: hashes,
      numbers: ["8月"],
      title: "新城\u0000图书馆",
      places: ["320505"],
    },
    facts: { articleId, siteNames: ["新城"], sourceName: null, stance: "own", publishedAt: null, grams: 1, ...over },
  };
}

/** Hashes of their own, some above the signed range. */
function hashes(count: number): number[] {
  serial++;
  return Array.from({ length: count }, (_, i) => ((serial * 1000 + i) * 2_654_435_761) >>> 0);
}

onEveryEngine("the index of reprints", (opened) => {
  let ledger: Ledger;

  beforeEach(async () => {
    ledger = opened();
    await ledger.syncSources([SOURCE]);
    await ledger.reprints.clear();
  });

  test("answers what shares hashes, the likeliest first, with its traits as they were", async () => {
    const shared = hashes(20);
    const first = entry("a", shared);
    const far = entry("b", [...shared.slice(0, 3), ...hashes(17)]);

    const alone = await ledger.reprints.take([first]);
    await ledger.reprints.take([far, entry("x", hashes(20))]);
    const found = await ledger.reprints.take([entry("c", shared.slice(0, 18))]);

    expect(alone).toEqual([[]]);
    expect(found[0]?.map((candidate) => candidate.articleId)).toEqual(["a", "b"]);
    expect(found[0]?.[0]?.traits).toEqual({ ...first.traits, title: "新城\u0000图书馆" });
  });

  test("two copies of one batch find one another", async () => {
    const shared = hashes(20);

    const found = await ledger.reprints.take([entry("a", shared), entry("b", shared)]);

    expect(found.map((candidates) => candidates?.map((each) => each.articleId))).toEqual([["b"], ["a"]]);
  });

  test("an article that is there is not asked for again", async () => {
    const shared = hashes(20);
    await ledger.reprints.take([entry("a", shared), entry("b", shared)]);

    expect(await ledger.reprints.take([entry("a", shared)])).toEqual([null]);
  });

  test("a phrase that everyone uses does not hold the look-up back", async () => {
    const common = hashes(10);
    const crowd = Array.from({ length: 300 }, (_, i) => entry(`n${i}`, [...common, ...hashes(10)]));
    await ledger.reprints.take(crowd);
    const story = [...common, ...hashes(10)];
    await ledger.reprints.take([entry("first", story)]);

    const [found] = await ledger.reprints.take([entry("copy", story)]);

    expect(found?.[0]?.articleId).toBe("first");
    expect(found?.length).toBeLessThanOrEqual(12);
  });

  test("groups keep the id of the article that founded them, whatever is joined first", async () => {
    await ledger.reprints.take([
      entry("a", hashes(5)),
      entry("b", hashes(5)),
      entry("c", hashes(5)),
      entry("d", hashes(5)),
    ]);

    await ledger.reprints.join([{ articleId: "d", otherId: "c", strength: "strong" }], []);
    await ledger.reprints.join([{ articleId: "b", otherId: "a", strength: "weak" }], []);
    // Both have company: a part of both does not make them one story.
    await ledger.reprints.join([{ articleId: "b", otherId: "c", strength: "weak" }], []);
    const apart = await ledger.reprints.join([], ["b", "d", "nobody"]);
    const together = await ledger.reprints.join([{ articleId: "d", otherId: "a", strength: "strong" }], ["c"]);

    expect([...apart].map(([id, group]) => [id, group.id])).toEqual([
      ["b", "a"],
      ["d", "c"],
    ]);
    expect(together.get("c")).toMatchObject({ id: "a" });
    expect(together.get("c")?.members.map((member) => member.articleId)).toEqual(["a", "b", "c", "d"]);
    expect((await ledger.reprints.groups(5)).map((group) => [group.id, group.members.length])).toEqual([["a", 4]]);
  });

  test("the order inside a batch does not decide who founds a group", async () => {
    const late = entry("a", hashes(5), { publishedAt: "2026-03-02T09:00:00+08:00" });
    const early = entry("b", hashes(5), { publishedAt: "2026-03-01T09:00:00+08:00" });
    await ledger.reprints.take([late, early]);

    const groups = await ledger.reprints.join([{ articleId: "a", otherId: "b", strength: "strong" }], ["a"]);

    expect(groups.get("a")?.id).toBe("b");
  });

  test("names what it lacks, and what it has in an older wording", async () => {
    const urls = urlsOf(`lack${++serial}`, 2);
    await publishAll(ledger, urls);
    const [one, two] = urls.map((url) => sampleArticle(url));
    await ledger.reprints.take([{ ...entry(one!.id, hashes(5)), contentHash: one!.contentHash }]);
    expect(await ledger.reprints.missing({ limit: 10, sourceId: SOURCE.id })).toEqual([two!.id]);

    const old = hashes(5);
    await ledger.reprints.take([entry(two!.id, old)]);
    expect(await ledger.reprints.missing({ limit: 10 })).toEqual([two!.id]);

    const fresh = hashes(5);
    await ledger.reprints.renew([{ ...entry(two!.id, fresh), contentHash: two!.contentHash }]);
    expect(await ledger.reprints.missing({ limit: 10 })).toEqual([]);
    expect(await ledger.reprints.take([entry("p", old)])).toEqual([[]]);
    expect((await ledger.reprints.take([entry("q", fresh)]))[0]?.[0]?.articleId).toBe(two!.id);
  });

  test("what was withdrawn is forgotten, and does not come back while it is taken down", async () => {
    const [url, other] = urlsOf(`gone${++serial}`, 2);
    await publishAll(ledger, [url!, other!]);
    const article = sampleArticle(url!);
    const shared = hashes(20);
    await ledger.reprints.take([entry(article.id, shared)]);

    await ledger.withdraw([article.id], BY_HAND);

    expect(await ledger.reprints.take([entry("later", shared)])).toEqual([[]]);
    expect(await ledger.reprints.take([entry(article.id, shared)])).toEqual([null]);
    expect((await ledger.reprints.join([], [article.id])).size).toBe(0);
  });

  test("a story that is gone at its source is forgotten too", async () => {
    const [url] = urlsOf(`gone${++serial}`, 1);
    const [leadId] = await publishAll(ledger, [url!]);
    const article = sampleArticle(url!);
    const shared = hashes(20);
    await ledger.reprints.take([entry(article.id, shared)]);
    const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    await addLeads(ledger, visit, [url!]);

    await ledger.commit(visit, [outcomeOf(leadId!, url!, { kind: "gone", status: 410 })]);
    await ledger.endVisit(visit, { outcome: "done" });

    expect(await ledger.reprints.take([entry("later", shared)])).toEqual([[]]);
  });
});
