import { describe, expect, test } from "vitest";

import { FakeTime } from "./fake-time.test-double.ts";
import { HostClock, type Ending } from "./host-clock.ts";
import type { HostLimits } from "./host-limits.ts";

const LIMITS: HostLimits = { delayMs: 2000, concurrency: 1, mostPerDay: null, hours: [] };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ok: Ending = { kind: "answered", ms: 100 };
const failed: Ending = { kind: "failed" };
const blocked: Ending = { kind: "blocked", guard: "jsl" };
const visit = { byHand: false, sinceMs: 0 };

function begin(limits: Partial<HostLimits> = {}, time = new FakeTime()): { clock: HostClock; time: FakeTime } {
  const clock = new HostClock(time, () => 0);
  clock.limits = { ...LIMITS, ...limits };
  clock.restore(null, false);
  return { clock, time };
}

/** Asks as soon as it may be. */
function ask({ clock, time }: ReturnType<typeof begin>, ending: Ending): void {
  time.skip(clock.waitMs());
  clock.begin();
  if (ending.kind === "answered") time.skip(ending.ms);
  clock.end(ending);
}

const minutesClosed = ({ clock, time }: ReturnType<typeof begin>): number =>
  ((clock.admit(visit)?.untilMs ?? time.now()) - time.now()) / MINUTE;

describe("the gap", () => {
  test("counts from the end of the last request", () => {
    const host = begin();
    ask(host, ok);

    expect(host.clock.waitMs()).toBe(2000);
  });

  test("is at least Crawl-delay, and at most a minute of it", () => {
    const host = begin();
    ask(host, ok);

    expect(host.clock.slow(5000)).toBe(true);
    expect(host.clock.waitMs()).toBe(5000);
    host.clock.slow(900_000);
    expect(host.clock.waitMs()).toBe(60_000);
    expect(host.clock.slow(100)).toBe(false);
    expect(host.clock.waitMs()).toBe(2000);
  });

  test("grows to twice the latency of a slow host, and shrinks again", () => {
    const host = begin();
    for (let n = 0; n < 20; n++) ask(host, { kind: "answered", ms: 5000 });
    expect(host.clock.waitMs()).toBeCloseTo(10_000, -1);

    for (let n = 0; n < 20; n++) ask(host, ok);
    expect(host.clock.waitMs()).toBe(2000);
  });

  test("about doubles with each failure and shrinks slowly", () => {
    const host = begin();
    const gaps = [failed, failed, failed, ok, ok, ok, ok].map((ending) => {
      ask(host, ending);
      return Math.round(host.clock.waitMs());
    });

    expect(gaps).toEqual([4000, 8000, 16_000, 13_200, 10_960, 9168, 7734]);
  });

  test("stays within a minute, whatever failed", () => {
    const host = begin();
    for (let n = 0; n < 4; n++) ask(host, { kind: "answered", ms: 50_000 });
    for (let n = 0; n < 4; n++) ask(host, failed);

    expect(host.clock.waitMs()).toBe(60_000);
  });

  test("is none where none is asked for, until something fails", () => {
    const host = begin({ delayMs: 0 });
    ask(host, { kind: "answered", ms: 3000 });
    expect(host.clock.waitMs()).toBe(0);

    ask(host, failed);
    expect(host.clock.waitMs()).toBe(250);
  });

  test("lets as many requests fly as the limits say, the first after a cooling alone", () => {
    const host = begin({ delayMs: 0, concurrency: 2 });
    host.clock.begin();
    expect(host.clock.waitMs()).toBe(0);
    host.clock.begin();
    expect(host.clock.waitMs()).toBe(Number.POSITIVE_INFINITY);
    host.clock.end({ kind: "throttled", afterMs: 1000 });
    host.clock.end({ kind: "throttled", afterMs: 1000 });
    host.time.skip(host.clock.waitMs());
    host.clock.begin();

    expect(host.clock.waitMs()).toBe(Number.POSITIVE_INFINITY);
  });

  test("a machine's clock that is set back stops no host", () => {
    const host = begin();
    ask(host, ok);
    host.time.skip(-HOUR);

    expect(host.clock.waitMs()).toBe(2000);
  });
});

describe("a host is left to cool", () => {
  test("as long as it asks for; a short wait is waited out", () => {
    const host = begin();
    ask(host, { kind: "throttled", afterMs: 30_000 });
    expect([host.clock.admit(visit), host.clock.waitMs()]).toEqual([null, 30_000]);

    ask(host, { kind: "throttled", afterMs: HOUR });
    expect(host.clock.admit(visit)).toEqual({ cause: "throttled", untilMs: host.time.now() + HOUR });
    expect(host.clock.admit({ byHand: true, sinceMs: host.time.now() + 1 })).not.toBeNull();
  });

  test("longer each time when it asks for time and does not say how long", () => {
    const host = begin();
    ask(host, { kind: "throttled", afterMs: null });
    expect(host.clock.waitMs()).toBe(MINUTE);

    ask(host, { kind: "throttled", afterMs: null });
    expect(minutesClosed(host)).toBe(5);
  });

  test("after five failures in a row, longer each time its probe fails", () => {
    const host = begin();
    for (let n = 0; n < 4; n++) ask(host, failed);
    expect(host.clock.admit(visit)).toBeNull();

    const cooled = [0, 1, 2, 3, 4].map(() => {
      ask(host, failed);
      return minutesClosed(host);
    });
    expect(cooled).toEqual([5, 15, 60, 120, 120]);
    ask(host, ok);
    ask(host, failed);
    expect(host.clock.admit(visit)).toBeNull();
  });

  test("for hours after a guard's page, longer each time, and no person hurries it", () => {
    const host = begin();
    const cooled = [0, 1, 2, 3].map(() => {
      ask(host, blocked);
      return minutesClosed(host) / 60;
    });

    expect(cooled).toEqual([1, 6, 24, 24]);
    expect(host.clock.admit({ byHand: true, sinceMs: host.time.now() + 1 })).toMatchObject({ cause: "blocked:jsl" });
  });

  test("a probe that fails after a guard's page forgets nothing of the guard", () => {
    const host = begin();
    ask(host, blocked);
    ask(host, failed);
    expect(minutesClosed(host)).toBe(5);

    ask(host, blocked);
    expect(minutesClosed(host)).toBe(6 * 60);
  });

  test("a guard that lets lists through is remembered for twenty good answers", () => {
    const host = begin({ delayMs: 0 });
    ask(host, blocked);
    ask(host, ok);
    ask(host, failed);
    expect(host.clock.admit(visit)).toBeNull();
    ask(host, blocked);
    expect(minutesClosed(host)).toBe(6 * 60);

    for (let n = 0; n < 20; n++) ask(host, ok);
    ask(host, blocked);
    expect(minutesClosed(host)).toBe(60);
  });

  test("a person may try a host that failed, once a visit", () => {
    const host = begin();
    for (let n = 0; n < 5; n++) ask(host, failed);
    const byHand = { byHand: true, sinceMs: host.time.now() + 1 };

    expect(host.clock.admit(byHand)).toBeNull();
    expect(host.clock.waitMs()).toBeLessThanOrEqual(MINUTE);
    host.time.skip(MINUTE);
    ask(host, failed);
    expect(host.clock.admit(byHand)).toMatchObject({ cause: "failing" });
  });
});

describe("limits of the day", () => {
  test("the budget of requests ends with the day in Beijing", () => {
    const host = begin({ mostPerDay: 2 }, new FakeTime("2026-06-08T23:30:00+08:00"));
    ask(host, ok);
    ask(host, ok);

    expect(host.clock.admit(visit)).toEqual({ cause: "budget", untilMs: Date.parse("2026-06-09T00:00:00+08:00") });
    expect(host.clock.admit({ ...visit, byHand: true })).toBeNull();
    expect(host.clock.overstepped()).toMatchObject({ cause: "budget" });
    host.time.skip(HOUR);
    expect(host.clock.admit(visit)).toBeNull();
  });

  test("the strictest hours hold", () => {
    const hours = [
      { span: "06:00-23:00", timeZone: "Asia/Shanghai" },
      { span: "12:00-14:00", timeZone: "Asia/Shanghai" },
    ];
    const host = begin({ hours });

    expect(host.clock.admit(visit)).toEqual({ cause: "hours", untilMs: Date.parse("2026-06-08T12:00:00+08:00") });
  });
});

/** The host's clock in the hands of the next holder. */
function pass(from: ReturnType<typeof begin>, wasLeftOpen: boolean, limits: Partial<HostLimits> = {}): HostClock {
  const clock = new HostClock(from.time, () => 0);
  clock.limits = { ...LIMITS, ...limits };
  clock.restore(JSON.parse(JSON.stringify(from.clock.memory())) as ReturnType<HostClock["memory"]>, wasLeftOpen);
  return clock;
}

describe("what the next holder is told", () => {
  test("the rest of the gap, by the longer of both holders' limits", () => {
    const host = begin();
    ask(host, ok);
    host.time.skip(500);

    expect(pass(host, false).waitMs()).toBe(1500);
    expect(pass(host, false, { delayMs: 10_000 }).waitMs()).toBe(9500);
    expect(pass(host, false, { delayMs: 100 }).waitMs()).toBe(1500);
  });

  test("a whole gap after one that died, with the Crawl-delay that it knew", () => {
    const host = begin();
    host.clock.slow(7000);
    ask(host, ok);
    host.time.skip(6000);

    expect(pass(host, true).waitMs()).toBe(7000);
  });

  test("a host's cooling, its cause and its budget", () => {
    const host = begin({ mostPerDay: 10 });
    ask(host, blocked);
    host.time.skip(30 * MINUTE);
    const next = pass(host, false, { mostPerDay: 1 });

    expect(next.admit(visit)).toEqual({ cause: "blocked:jsl", untilMs: host.time.now() + 30 * MINUTE });
    host.time.skip(30 * MINUTE);
    expect(next.admit(visit)).toMatchObject({ cause: "budget" });
  });
});
