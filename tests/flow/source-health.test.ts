import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startAilingSite, type AilingSite, type ListIllness } from "../support/ailing-site.ts";
import { openInTime, type AppInTime } from "../support/in-time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday, eight in the morning. */
const MONDAY = Date.parse("2026-03-02T08:00:00+08:00");

let site: AilingSite;
let app: AppInTime;
let nowMs = MONDAY;

beforeAll(async () => {
  site = await startAilingSite();
  app = await openInTime(site.host, MONDAY, { recheck: { afterMs: [] } });
});
afterAll(async () => {
  await app.close();
  await site.close();
});

/** A scheduled Visit, so long after the last one; answers the changes that it told. */
async function visitAfter(ms: number): Promise<readonly string[]> {
  nowMs += ms;
  app.at(nowMs);
  await app.visit();
  return told();
}
function told(): readonly string[] {
  return app
    .take()
    .flatMap((event) => (event.kind === "source-health" ? [`${event.change.from} > ${event.change.to}`] : []));
}
async function source() {
  const found = (await app.ledger.status()).sources[0];
  if (found === undefined) throw new Error("no source");
  return found;
}

test("two weeks of news at eight and at two teach a rhythm, and alarm nobody", async () => {
  const alarms: string[] = [];
  for (let day = 0; day < 14; day++) {
    for (const hours of [0, 6, 12]) {
      nowMs = MONDAY + day * DAY + hours * HOUR;
      app.at(nowMs);
      if (hours < 12) site.add(1);
      await app.visit();
      alarms.push(...told());
    }
  }

  expect(alarms).toEqual([]);
  expect(await source()).toMatchObject({ state: "ok", cause: null, articles: { usable: 28 } });
});

test("ticks of the schedule leave the list alone in the night, and read it when news is likely", async () => {
  const askedAt = async (fromHour: number): Promise<number> => {
    const before = site.asked.list;
    for (let tick = 0; tick < 8; tick++) {
      nowMs = MONDAY + 14 * DAY - 8 * HOUR + fromHour * HOUR + tick * 30 * MINUTE;
      app.at(nowMs);
      await app.visit();
    }
    return site.asked.list - before;
  };

  const night = await askedAt(0);
  const morning = await askedAt(7);

  expect(night).toBeLessThanOrEqual(2);
  expect(morning).toBeGreaterThan(night);
  expect(site.asked.conditional).toBeGreaterThan(site.asked.list / 2);
  expect((await source()).lists).toMatchObject([{ url: site.host.start, verdict: "fine", trouble: null }]);
});

test("news that stays away is late, then silent; each is told once, with its cause", async () => {
  const days: [string, number][] = [];
  const lastMs = nowMs;
  for (let visits = 0; visits < 200 && days.length < 2; visits++) {
    for (const change of await visitAfter(6 * HOUR)) days.push([change, (nowMs - lastMs) / DAY]);
  }

  expect(days.map(([change]) => change)).toEqual(["ok > late", "late > silent"]);
  expect(days[0]?.[1]).toBeLessThan(10);
  expect((await source()).cause).toMatch(
    /^nothing new since 2026-03-\d\dT.*, where its rhythm has news about \d+ times a week$/,
  );

  site.add(1);
  expect(await visitAfter(6 * HOUR)).toEqual(["silent > ok"]);
});

describe("an ill list", () => {
  test.each<[ListIllness, string, RegExp]>([
    ["empty", "layout-changed", /no articles where it used to have some \[E_LIST_EMPTY\]/],
    ["home", "broken", /leads to the home page/],
    ["login", "broken", /leads to a login/],
    ["error", "broken", /502/],
  ])("%s makes the source %s at the second look, and well again when it is", async (illness, state, cause) => {
    site.fall(illness);
    expect(await visitAfter(6 * HOUR)).toEqual([]);
    expect(await visitAfter(6 * HOUR)).toEqual([`ok > ${state}`]);
    expect((await source()).cause).toMatch(cause);
    expect(await visitAfter(6 * HOUR)).toEqual([]);

    site.fall("well");
    site.add(1);
    expect(await visitAfter(6 * HOUR)).toEqual([`${state} > ok`]);
    expect((await source()).articles.withdrawn).toBe(0);
  });

  test("that says that it is empty is no alarm", async () => {
    site.fall("says-empty");
    expect(await visitAfter(6 * HOUR)).toEqual([]);
    expect(await visitAfter(6 * HOUR)).toEqual([]);
    expect((await source()).lists[0]?.verdict).toBe("empty-ok");
    site.fall("well");
    site.add(1);
    expect(await visitAfter(6 * HOUR)).toEqual([]);
  });

  test("behind a guard is blocked at once", async () => {
    site.fall("guard");
    expect(await visitAfter(DAY)).toEqual(["ok > blocked"]);
    expect((await source()).cause).toMatch(/guard/);
    site.fall("well");
    site.add(1);
    expect(await visitAfter(DAY)).toEqual(["blocked > ok"]);
  });

  test("that is not there is broken, and gone after a day of looks", async () => {
    site.fall("gone");
    const changes: string[] = [];
    for (let looks = 0; looks < 6; looks++) changes.push(...(await visitAfter(6 * HOUR)));

    expect(changes).toEqual(["ok > broken", "broken > gone"]);
  });
});

test("a process that starts anew tells nothing twice, and the history is whole", async () => {
  await app.restart();
  expect(await visitAfter(6 * HOUR)).toEqual([]);
  site.fall("well");
  site.add(1);
  expect(await visitAfter(6 * HOUR)).toEqual(["gone > ok"]);

  const changes = await app.ledger.healthChanges();
  expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
  // Late, silent, four illnesses, blocked, broken and gone, and well again after each.
  expect(changes).toHaveLength(3 + 4 * 2 + 2 + 3);
  for (const [i, change] of changes.entries()) expect(change.to).toBe(changes[i - 1]?.from ?? "ok");
});
