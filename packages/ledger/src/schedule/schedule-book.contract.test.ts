import { beforeAll, expect, test, vi } from "vitest";

import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";
import { SOURCE } from "../testkit/samples.ts";

const NOON = Date.parse("2026-03-02T12:00:00+08:00");
const HOUR = 3_600_000;

const dueAt = async (ledger: Ledger, ms: number): Promise<readonly string[]> =>
  (await ledger.plans.due(ms)).map(({ sourceId }) => sourceId);

onEveryEngine("planned runs", (opened) => {
  const ids = ["plan-a", "plan-b"];
  const plansOf = (nextMs: number | null, cron = "0 * * * *") =>
    ids.map((sourceId) => ({ sourceId, cron, timeZone: "Asia/Shanghai", nextMs }));

  beforeAll(async () => {
    await opened().syncSources(ids.map((id) => ({ ...SOURCE, id })));
  });

  test("are kept over a restart: a moment that passed stays due until a run was made", async () => {
    const ledger = opened();
    await ledger.plans.plan(plansOf(NOON));
    await ledger.plans.plan(plansOf(NOON + 5 * HOUR));

    expect(await dueAt(ledger, NOON - 1)).toEqual([]);
    expect(await dueAt(ledger, NOON + 4 * HOUR)).toEqual(ids);
    const before = await ledger.plans.of("plan-a");
    await ledger.plans.ran(before!, { startedMs: NOON + 4 * HOUR, nextMs: NOON + 5 * HOUR });
    expect(await dueAt(ledger, NOON + 4 * HOUR)).toEqual(["plan-b"]);
  });

  test("are reckoned anew when the words change, and go with the source's schedule", async () => {
    const ledger = opened();
    await ledger.plans.plan(plansOf(NOON));
    await ledger.plans.plan(plansOf(NOON + 9 * HOUR, "0 21 * * *"));
    expect(await dueAt(ledger, NOON + 8 * HOUR)).toEqual([]);

    await ledger.plans.plan([]);
    expect(await dueAt(ledger, NOON + 99 * HOUR)).toEqual([]);
  });

  test("of a paused source are not due, and start afresh when it is resumed", async () => {
    const ledger = opened();
    await ledger.plans.plan(plansOf(NOON, "1 * * * *"));
    expect(await ledger.wish("pause", ["plan-a", "nobody"])).toBe(1);

    expect(await dueAt(ledger, NOON + HOUR)).toEqual(["plan-b"]);
    expect((await ledger.schedules()).map((one) => one.pausedAt !== null)).toEqual([true, false]);
    await ledger.wish("resume", ["plan-a", "plan-b"]);
    expect(await dueAt(ledger, NOON + HOUR)).toEqual(["plan-b"]);
    await ledger.plans.plan(plansOf(NOON + 2 * HOUR, "1 * * * *"));
    expect((await ledger.plans.of("plan-a"))?.nextAt).toBe("2026-03-02T14:00:00+08:00");
  });

  test("a wish for a run is due at once, paused or not, until a run that knew of it was made", async () => {
    const ledger = opened();
    await ledger.plans.plan([]);
    await ledger.wish("pause", ["plan-a"]);
    await ledger.wish("run", ["plan-a"]);

    expect(await dueAt(ledger, NOON)).toEqual(["plan-a"]);
    const before = await ledger.plans.of("plan-a");
    await ledger.plans.ran({ ...before!, askedAt: null }, { startedMs: NOON, nextMs: null });
    expect(await dueAt(ledger, NOON)).toEqual(["plan-a"]);
    await ledger.plans.ran(before!, { startedMs: NOON, nextMs: null });
    expect(await dueAt(ledger, NOON)).toEqual([]);
  });

  test("a wish that comes while a run is on its way wants another run", async () => {
    const ledger = opened();
    await ledger.plans.plan([]);
    await ledger.wish("run", ["plan-a"]);
    const before = await ledger.plans.of("plan-a");
    await vi.waitFor(async () => {
      await ledger.wish("run", ["plan-a"]);
      expect((await ledger.plans.of("plan-a"))?.askedAt).not.toBe(before?.askedAt);
    });

    await ledger.plans.ran(before!, { startedMs: NOON, nextMs: null });

    expect(await dueAt(ledger, NOON)).toEqual(["plan-a"]);
    await ledger.plans.ran((await ledger.plans.of("plan-a"))!, { startedMs: NOON, nextMs: null });
    expect(await dueAt(ledger, NOON)).toEqual([]);
  });

  test("one process at a time keeps the schedules", async () => {
    const ledger = opened();
    const lease = await ledger.leaseSchedules();

    expect(await ledger.leaseSchedules()).toBeNull();
    await lease?.release();
    const again = await ledger.leaseSchedules();
    expect(again).not.toBeNull();
    await again?.release();
  });
});
