import { expect, test } from "vitest";

import type { RecordFilter } from "../reports.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { BY_HAND, clearSource, freshUrls, outcomeOf, publishAll, sampleArticle, SOURCE } from "../testkit/samples.ts";

onEveryEngine("the records", (opened) => {
  interface Told {
    readonly id: string;
    readonly url: string;
    readonly status: string;
    readonly revision: number;
  }
  /** All of them, page after page. */
  async function walk(filter: RecordFilter): Promise<readonly Told[]> {
    const all: Told[] = [];
    for (let after = ""; ;) {
      const { records, more } = await opened().records(filter, after);
      all.push(...records.map(({ record }) => JSON.parse(record) as Told));
      after = records.at(-1)?.id ?? after;
      if (!more) return all;
    }
  }

  test("come whole, each once, in the order of their ids, over many pages", async () => {
    await clearSource(opened());
    const urls = freshUrls(620);
    await publishAll(opened(), urls);

    const all = (await walk({ sources: [SOURCE.id] })).filter(({ url }) => urls.includes(url));

    const ids = urls.map((url) => sampleArticle(url).id).toSorted();
    expect(all.map(({ id }) => id)).toEqual(ids);
  });

  test("of large records a page takes few, and one at least", async () => {
    await clearSource(opened());
    const urls = freshUrls(3);
    const leads = await publishAll(opened(), urls);
    const visit = await opened().beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    for (const [i, url] of urls.entries()) {
      const article = sampleArticle(url, { text: "防".repeat(900_000) });
      await opened().commit(visit, [outcomeOf(leads[i] ?? "", url, { kind: "article", article })]);
    }
    await opened().endVisit(visit, { outcome: "done" });
    await opened().releaseHeld(SOURCE.id);

    const ids = (await walk({})).filter(({ url }) => urls.includes(url)).map(({ id }) => id);
    const [first = ""] = ids;
    const page = await opened().records({}, first);

    expect(ids).toHaveLength(3);
    expect(page.more).toBe(true);
    expect(Buffer.byteLength(page.records.map(({ record }) => record).join(""))).toBeLessThan(12_000_000);
  });

  test("are those of a status, a source and a time", async () => {
    await clearSource(opened());
    const [kept, gone] = freshUrls(2);
    await publishAll(opened(), [kept!, gone!]);
    const { id } = sampleArticle(gone!);
    await opened().withdraw([id], BY_HAND);
    const mine = async (filter: RecordFilter) =>
      (await walk(filter)).filter(({ url }) => url === kept || url === gone).map(({ url, status }) => [url, status]);

    expect(await mine({ status: "usable" })).toEqual([[kept, "usable"]]);
    expect(await mine({ status: "withdrawn" })).toEqual([[gone, "withdrawn"]]);
    expect(await mine({})).toHaveLength(2);
    expect(await mine({ sources: ["another"] })).toEqual([]);
    expect(await mine({ since: "2999-01-01T00:00:00Z" })).toEqual([]);
    const day = { since: "2026-03-02T00:00:00+08:00", until: "2026-03-03T00:00:00+08:00" };
    expect(await mine({ ...day, by: "published" })).toHaveLength(2);
    expect(await mine({ since: day.until, by: "published" })).toEqual([]);
  });
});
