import { toBeijing, type Lead, type ListReading } from "@caibian/schema";
import { afterAll, beforeAll, beforeEach, describe, expect, test, type TestContext } from "vitest";

import type { Ledger } from "../ledger.ts";
import { openFresh, testEngines } from "../testkit/engines.ts";
import { SOURCE } from "../testkit/samples.ts";
import { WEEK_MS } from "./week.ts";

const HOUR = 3_600_000;
/** Monday, ten in the morning. */
const MONDAY_TEN = Date.parse("2026-03-02T10:00:00+08:00");
const FINE = { verdict: "fine", trouble: null, isComplete: true } as const;

describe.each(testEngines())("start lists in a ledger on $name", (engine) => {
  let ledger: Ledger;
  let isHere = false;
  let url: string;
  let serial = 0;

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
  beforeEach(async (context: TestContext) => {
    if (!isHere) {
      context.skip();
      return;
    }
    url = `http://news.example/${++serial}/`;
    await ledger.syncSources([{ ...SOURCE, start: [url], rhythm: { floorMinutes: 10, ceilingMinutes: 240 } }]);
  });

  /** Reads the list: so many new items, then the word on how it went. */
  async function read(atMs: number, added: number, reading: Partial<ListReading> = {}): Promise<void> {
    const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: false, reason: "schedule" });
    const at = toBeijing(atMs);
    if (reading.verdict === undefined || reading.verdict === "fine") {
      const leads = Array.from({ length: added }, (): Lead => {
        const lead = `http://news.example/a/${serial}-${++items}.html`;
        return { v: 1, url: lead, kind: "article", foundOn: url, anchorText: "新城图书馆开馆", listDate: null };
      });
      const validators = { etag: null, lastModified: null, bodySha256: at };
      await ledger.frontier.recordList(visit, { url, fetchedAt: at, validators, leads, start: url });
    }
    await ledger.frontier.recordReading(visit, { url, at, ...FINE, ...reading });
    await ledger.endVisit(visit, { outcome: "done", at });
  }
  let items = 0;
  const outlook = () => ledger.frontier.outlook(SOURCE.id, url);
  const waitMs = async (atMs: number): Promise<number> => Date.parse((await outlook()).nextReadAt ?? "") - atMs;

  test("a list that was never read is due, and nothing is known of it", async () => {
    expect(await outlook()).toEqual({ nextReadAt: null, hadLeads: false, verdict: null });
  });

  test("a list that is not known yet is due at the floor", async () => {
    await read(MONDAY_TEN, 8);

    expect(await waitMs(MONDAY_TEN)).toBe(10 * 60_000);
  });

  test("a list of old stories is news on the day that it is first read", async () => {
    const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: false, reason: "hand" });
    const at = toBeijing(MONDAY_TEN);
    const lead: Lead = {
      v: 1,
      url: `${url}a.html`,
      kind: "article",
      foundOn: url,
      anchorText: "新城图书馆开馆",
      listDate: "2021-06-07",
    };
    const validators = { etag: null, lastModified: null, bodySha256: at };
    await ledger.frontier.recordList(visit, { url, fetchedAt: at, validators, leads: [lead], start: url });
    await ledger.frontier.recordReading(visit, { url, at, ...FINE });
    await ledger.endVisit(visit, { outcome: "done", at });

    expect((await ledger.status()).sources[0]).toMatchObject({ state: "ok", lists: [{ newestAt: at }] });
  });

  test("a busy list is read again sooner than one without news, both within the bounds", async () => {
    for (let week = 0; week < 3; week++) await read(MONDAY_TEN + week * WEEK_MS, 40);
    const busy = await waitMs(MONDAY_TEN + 2 * WEEK_MS);
    url = `http://news.example/${++serial}/`;
    for (let week = 0; week < 3; week++) await read(MONDAY_TEN + week * WEEK_MS, 0);
    const idle = await waitMs(MONDAY_TEN + 2 * WEEK_MS);

    expect(busy).toBeGreaterThanOrEqual(10 * 60_000);
    expect(busy).toBeLessThan(idle);
    expect(idle).toBeLessThanOrEqual(4 * HOUR);
    expect(await outlook()).toMatchObject({ hadLeads: false, verdict: "fine" });
  });

  test("a reading that failed does not count as one: tried again at the floor, and what was known stays", async () => {
    await read(MONDAY_TEN, 3);
    await read(MONDAY_TEN + HOUR, 0, { verdict: "broken", trouble: { code: "E_STATUS_502", message: "502" } });

    expect(await outlook()).toEqual({
      nextReadAt: toBeijing(MONDAY_TEN + HOUR + 10 * 60_000),
      hadLeads: true,
      verdict: "broken",
    });
  });

  test("a list with pages left to read is due at once, and so is any without a rhythm", async () => {
    await read(MONDAY_TEN, 3, { isComplete: false });
    expect(await outlook()).toMatchObject({ nextReadAt: null });

    await ledger.syncSources([{ ...SOURCE, start: [url], rhythm: null }]);
    await read(MONDAY_TEN + HOUR, 3);
    expect(await outlook()).toMatchObject({ nextReadAt: null });
  });

  test("a first walk through many pages teaches what one long page would", async () => {
    const dates = Array.from({ length: 60 }, (_, n) => toBeijing(MONDAY_TEN - (n + 1) * 4 * HOUR));
    const learn = async (perPage: number): Promise<{ readonly weeks: number; readonly items: number }> => {
      url = `http://news.example/${++serial}/`;
      await ledger.syncSources([{ ...SOURCE, start: [url] }]);
      const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: false, reason: "hand" });
      for (let from = 0; from < dates.length; from += perPage) {
        const leads = dates.slice(from, from + perPage).map((listDate): Lead => {
          const lead = `http://news.example/a/${serial}-${++items}.html`;
          return { v: 1, url: lead, kind: "article", foundOn: url, anchorText: "新城图书馆开馆", listDate };
        });
        const fetchedAt = toBeijing(MONDAY_TEN + from * 1000);
        const validators = { etag: null, lastModified: null, bodySha256: fetchedAt };
        await ledger.frontier.recordList(visit, { url: `${url}${from}`, fetchedAt, validators, leads, start: url });
      }
      await ledger.frontier.recordReading(visit, { url, at: toBeijing(MONDAY_TEN), ...FINE });
      await ledger.endVisit(visit, { outcome: "done" });
      const { rows } = await ledger
        .sqlPool({ schema: "caibian" })
        .query("SELECT weeks, counts FROM start_list WHERE url = $1", [url]);
      const counts = rows[0]?.["counts"] as readonly number[];
      return { weeks: rows[0]?.["weeks"] as number, items: counts.reduce((sum, one) => sum + one, 0) };
    };

    const whole = await learn(60);
    const paged = await learn(5);

    expect(paged.weeks).toBeCloseTo(whole.weeks, 2);
    expect(paged.items).toBeCloseTo(whole.items, 2);
  });

  test("tells when list pages were last recorded, of those that were", async () => {
    await read(MONDAY_TEN, 1);
    await read(MONDAY_TEN + HOUR, 1);

    const readAt = await ledger.frontier.listsReadAt(SOURCE.id, [url, `${url}never/`]);
    expect([...readAt]).toEqual([[url, toBeijing(MONDAY_TEN + HOUR)]]);
  });

  test("what two Visits add at once is counted twice, not lost", async () => {
    await read(MONDAY_TEN, 0);
    await Promise.all([read(MONDAY_TEN + HOUR, 4), read(MONDAY_TEN + HOUR, 4)]);

    const { rows } = await ledger
      .sqlPool({ schema: "caibian" })
      .query("SELECT counts FROM start_list WHERE url = $1", [url]);
    const counts = rows[0]?.["counts"] as readonly number[];
    expect(counts.reduce((sum, one) => sum + one, 0)).toBeCloseTo(8, 3);
  });
});
