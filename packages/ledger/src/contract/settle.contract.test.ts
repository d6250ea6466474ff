import { toBeijing, type Article } from "@caibian/schema";
import { beforeEach, expect, test } from "vitest";

import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { clearSource, freshUrls, outcomeOf, publishAll, sampleArticle, SOURCE } from "../testkit/samples.ts";

const DAY = 24 * 3_600_000;
function reworded(url: string): Article {
  return sampleArticle(url, { title: "网站维护中" });
}

onEveryEngine("what a visit's end takes over", (opened) => {
  let ledger: Ledger;
  const source = SOURCE.id;

  beforeEach(async () => {
    ledger = opened();
    await clearSource(ledger);
  });
  const begin = () => ledger.beginVisit(source, { recheckAll: true, reason: "hand" });

  test("withdraws at once after 410, without text, and publishes again what comes back", async () => {
    const [url] = freshUrls(1);
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
    const [url] = freshUrls(1);
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
    const [url] = freshUrls(1);
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

  test("takes nothing over from a bad night, and all of it when a person agrees", async () => {
    const urls = freshUrls(20);
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
    const urls = freshUrls(8);
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

  test("a redesigned site is layout-changed until its pages can be checked again", async () => {
    const visit = await begin();

    expect(await ledger.settle(visit, { isRedesigned: true })).toMatchObject({ state: "layout-changed" });
    await ledger.endVisit(visit, { outcome: "done" });
    await ledger.releaseHeld(source);
  });

  test("closes a visit whose process died, and settles what it held with the next", async () => {
    const [url] = freshUrls(1);
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
});
