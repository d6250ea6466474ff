import { toBeijing, type Article, type HealthChange, type ListReading, type Source } from "@caibian/schema";
import { afterAll, beforeAll, beforeEach, describe, expect, test, type TestContext } from "vitest";

import type { Ledger } from "../ledger.ts";
import { openLedger } from "../open.ts";
import type { SourceStatus } from "../reports.ts";
import { testEngines } from "../testkit/engines.ts";
import { addLeads, outcomeOf, publishAll, sampleArticle, SOURCE, urlsOf } from "../testkit/samples.ts";

const HOUR = 3_600_000;
const START = Date.parse("2026-03-02T10:00:00+08:00");
const FINE = { verdict: "fine", trouble: null } as const;
const GONE = { verdict: "gone", trouble: { code: "E_LIST_GONE", message: "The list is not there" } } as const;
const BLOCKED = { verdict: "blocked", trouble: { code: "E_BLOCKED", message: "A guard answered" } } as const;
const DOWN = { verdict: "broken", trouble: { code: "E_STATUS_502", message: "The server answered 502" } } as const;

/** The article as a site in maintenance shows it. */
function reworded(url: string): Article {
  return sampleArticle(url, { title: "网站维护中" });
}

describe.each(testEngines())("the health of sources in a ledger on $name", (engine) => {
  let ledger: Ledger;
  let location: string;
  let isHere = false;
  let source: Source;
  let serial = 0;
  let nowMs: number;

  beforeAll(async () => {
    const place = await engine.location();
    if (place === null) return;
    location = place;
    ledger = await openLedger({ location });
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
    const id = `s${++serial}`;
    source = { ...SOURCE, id, start: [`http://news.example/${id}/`] };
    nowMs = START;
    await ledger.syncSources([SOURCE, source]);
    await ledger.announceHealth(() => {});
  });

  /** A Visit that reads each start list with this outcome, an hour after the last. */
  async function visit(...readings: readonly Pick<ListReading, "verdict" | "trouble">[]): Promise<void> {
    nowMs += HOUR;
    const at = toBeijing(nowMs);
    const ref = await ledger.beginVisit(source.id, { recheckAll: false, reason: "schedule" });
    for (const [i, reading] of readings.entries()) {
      const url = source.start[i]!;
      await ledger.frontier.recordReading(ref, { url, at, isComplete: true, ...reading });
    }
    await ledger.endVisit(ref, { outcome: "done", at });
  }
  const status = async (): Promise<SourceStatus> => (await ledger.status()).sources.find(({ id }) => id === source.id)!;
  const changes = async () =>
    (await ledger.healthChanges({ source: source.id })).map(({ from, to }) => `${from} > ${to}`).toReversed();

  test("a source is ok from the start, and stays so without a word", async () => {
    await visit(FINE);
    await visit(FINE);

    expect(await status()).toMatchObject({ state: "ok", cause: null });
    expect(await changes()).toEqual([]);
  });

  test("each change is one row, with its cause and since when", async () => {
    await visit(FINE);
    await visit(DOWN);
    await visit(DOWN);
    const brokenAt = toBeijing(nowMs);
    await visit(DOWN);

    expect(await status()).toMatchObject({
      state: "broken",
      stateSince: brokenAt,
      cause: expect.stringContaining("The server answered 502 [E_STATUS_502]"),
      lists: [{ url: source.start[0], verdict: "broken", trouble: DOWN.trouble, readAt: toBeijing(START + HOUR) }],
    });
    await visit(FINE);
    expect(await status()).toMatchObject({ state: "ok", cause: null, stateSince: toBeijing(nowMs) });
    expect(await changes()).toEqual(["ok > broken", "broken > ok"]);
  });

  test("a list that is not there makes its source broken, and gone after a day", async () => {
    await visit(FINE);
    for (let hour = 0; hour < 26; hour++) await visit(GONE);

    expect(await changes()).toEqual(["ok > broken", "broken > gone"]);
    await visit(FINE);
    expect((await status()).state).toBe("ok");
  });

  test("a guard blocks at once, and a start list that was given up says nothing any more", async () => {
    source = { ...source, start: [...source.start, "http://news.example/second/"] };
    await ledger.syncSources([SOURCE, source]);
    await visit(FINE, FINE);
    await visit(BLOCKED, BLOCKED);
    await visit(FINE, BLOCKED);
    expect(await status()).toMatchObject({ state: "broken", cause: expect.stringMatching(/^1 of 2 start lists: /) });

    source = { ...source, start: source.start.slice(0, 1) };
    await ledger.syncSources([SOURCE, source]);
    await visit(FINE);

    expect(await changes()).toEqual(["ok > blocked", "blocked > broken", "broken > ok"]);
  });

  test("a change is told once, by whichever process comes first", async () => {
    await visit(BLOCKED);
    const told: HealthChange[] = [];
    const others = engine.name === "postgres" ? [await openLedger({ location }), await openLedger({ location })] : [];

    await Promise.all([ledger, ...others].map((one) => one.announceHealth((change) => told.push(change))));
    await ledger.announceHealth((change) => told.push(change));
    for (const other of others) await other.close();

    expect(told).toMatchObject([
      { sourceId: source.id, from: "ok", to: "blocked", id: expect.stringMatching(/^\d+$/) },
    ]);
  });

  test("a process that dies while it tells leaves the change to the next one, with the same id", async () => {
    await visit(BLOCKED);
    const seen: string[] = [];
    const die = ledger.announceHealth((change) => {
      seen.push(change.id);
      throw new Error("killed");
    });
    await expect(die).rejects.toThrow("killed");

    expect(await ledger.announceHealth(({ id }) => seen.push(id))).toBe(1);
    expect(seen[1]).toBe(seen[0]);
  });

  test("a bad night shows until a person's word, which is a change too", async () => {
    source = SOURCE;
    const urls = urlsOf("night", 20);
    const ids = await publishAll(ledger, urls);
    const night = await ledger.beginVisit(SOURCE.id, { recheckAll: true, reason: "hand" });
    await addLeads(ledger, night, urls);
    await ledger.commit(
      night,
      urls.map((url, i) => outcomeOf(ids[i]!, url, { kind: "article", article: reworded(url) })),
    );
    await ledger.endVisit(night, { outcome: "done" });

    expect(await status()).toMatchObject({
      state: "layout-changed",
      cause: "of 20 known articles 20 changed and 0 vanished at once",
    });
    await ledger.dropHeld(SOURCE.id);
    expect(await status()).toMatchObject({ state: "ok", cause: null });
    expect(await changes()).toEqual(["ok > layout-changed", "layout-changed > ok"]);
  });

  test("the rule of the bad night does not take a late or blocked source for a bad one", async () => {
    const urls = urlsOf("late", 4);
    await visit(BLOCKED);
    const ref = await ledger.beginVisit(source.id, { recheckAll: false, reason: "hand" });
    const [leadId] = await addLeads(ledger, ref, urls);
    await ledger.commit(ref, [outcomeOf(leadId!, urls[0]!, { kind: "article", article: sampleArticle(urls[0]!) })]);

    expect((await ledger.endVisit(ref, { outcome: "done" })).settlement?.state).toBe("ok");
    expect((await status()).state).toBe("blocked");
  });
});
