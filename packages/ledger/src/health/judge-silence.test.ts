import { describe, expect, test } from "vitest";

import { DAY, MINUTE, publish, START_MS, type InventedSite } from "../rhythm/invented-site.test-data.ts";
import { isPublicHoliday } from "../rhythm/public-holiday.ts";
import { count, newRhythm, watch, type Arrival } from "../rhythm/rhythm.ts";
import type { StartList } from "../rhythm/start-list-row.ts";
import { WEEK_MS } from "../rhythm/week.ts";
import { judgeSilence } from "./judge-silence.ts";

const NEW: StartList = {
  url: "http://news.example/list/",
  rhythm: newRhythm(START_MS),
  readMs: null,
  nextReadMs: null,
  newestMs: null,
  hadLeads: false,
  verdict: "fine",
  verdictSinceMs: START_MS,
  readings: 1,
  trouble: null,
};
const STEP = 60 * MINUTE;

interface Told {
  readonly state: string;
  readonly cause: string | null;
  readonly ms: number;
}

/** Reads hourly for so many weeks what comes until `endMs`, and writes down every change of state. */
function follow(site: InventedSite, weeks: number, endMs = Number.POSITIVE_INFINITY): readonly Told[] {
  return followTimes(
    publish(site, weeks * 7, 11).filter((ms) => ms < endMs),
    weeks,
  );
}

function followTimes(times: readonly number[], weeks: number): readonly Told[] {
  const told: Told[] = [];
  let list = NEW;
  let seen = 0;
  for (let ms = START_MS + STEP; ms <= START_MS + weeks * WEEK_MS; ms += STEP) {
    const items: Arrival[] = [];
    for (; (times[seen] ?? Number.POSITIVE_INFINITY) <= ms; seen++) items.push(null);
    const sinceMs = list.readMs ?? START_MS;
    const rhythm = count(watch(list.rhythm, ms), { sinceMs, readMs: ms, items });
    const isNew = items.length > 0;
    list = { ...list, rhythm, readMs: ms, newestMs: isNew ? ms : list.newestMs, hadLeads: list.hadLeads || isNew };
    const { state, cause } = judgeSilence([list]);
    if (state !== (told.at(-1)?.state ?? "ok")) told.push({ state, cause, ms });
  }
  return told;
}

const SITES: readonly InventedSite[] = [
  { perDay: 1, weekendShare: 0.1, largestBunch: 3 },
  { perDay: 6, weekendShare: 0.05, largestBunch: 4 },
  { perDay: 30, weekendShare: 0.3, largestBunch: 6 },
];

describe("a site that goes on as ever", () => {
  test.each(SITES)("of $perDay items a day is called late twice a year at most, and never silent", (site) => {
    const told = follow(site, 52).map(({ state }) => state);

    expect(told.filter((state) => state === "late").length).toBeLessThanOrEqual(2);
    expect(told).not.toContain("silent");
  });
});

test("a site that keeps the public holidays is not called silent for them", () => {
  const times = publish({ perDay: 12, weekendShare: 0.05, largestBunch: 4 }, 52 * 7, 11);
  const states = followTimes(
    times.filter((ms) => !isPublicHoliday(ms)),
    52,
  ).map(({ state }) => state);

  expect(states.filter((state) => state === "late").length).toBeLessThanOrEqual(2);
  expect(states).not.toContain("silent");
});

describe("a site that falls silent on a Wednesday noon", () => {
  const endMs = START_MS + 12 * WEEK_MS + 2.5 * DAY;

  test.each([
    [SITES[0], 18, 40],
    [SITES[1], 6, 10],
    [SITES[2], 2, 4],
  ])("%o: late within %i days, silent within %i", (site, lateDays, silentDays) => {
    const told = follow(site!, 20, endMs).filter(({ ms }) => ms > endMs);

    process.stdout.write(
      `silence: ${site?.perDay} a day: ${told.map(({ state, ms }) => `${state} after ${((ms - endMs) / DAY).toFixed(1)} days`).join(", ")}\n`,
    );
    expect(told.map(({ state }) => state)).toEqual(["late", "silent"]);
    expect(told[0]!.ms - endMs).toBeLessThan(lateDays * DAY);
    expect(told[1]!.ms - endMs).toBeLessThan(silentDays * DAY);
    expect(told[0]!.cause).toMatch(
      /^nothing new since 2026-0[34]-\d\dT[\d:]+\+08:00, where its rhythm has news about \d+ times a week$/,
    );
  });
});

test("a list that never had anything, or was never read, is not late", () => {
  expect(judgeSilence([])).toEqual({ state: "ok", cause: null });
  expect(judgeSilence([NEW])).toEqual({ state: "ok", cause: null });
  expect(judgeSilence([{ ...NEW, readMs: START_MS + 90 * DAY }])).toEqual({ state: "ok", cause: null });
});

test("where no rhythm was learnt, two months without news are silence", () => {
  const list = { ...NEW, hadLeads: true, newestMs: START_MS };

  expect(judgeSilence([{ ...list, readMs: START_MS + 59 * DAY }]).state).toBe("ok");
  expect(judgeSilence([{ ...list, readMs: START_MS + 61 * DAY }])).toEqual({
    state: "silent",
    cause: "nothing new since 2026-01-05T00:00:00+08:00; its rhythm is not known",
  });
});

test("a list that shows what another had first is no silent list", () => {
  const news = { ...NEW, hadLeads: true, readMs: START_MS + 90 * DAY, newestMs: START_MS + 90 * DAY };
  const twin = { ...NEW, hadLeads: true, readMs: START_MS + 90 * DAY, newestMs: START_MS };

  expect(judgeSilence([news, twin])).toEqual({ state: "ok", cause: null });
});
