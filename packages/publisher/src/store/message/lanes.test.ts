import { setTimeout as sleep } from "node:timers/promises";

import fc from "fast-check";
import { expect, test } from "vitest";

import { inLanes } from "./lanes.ts";

test("keeps the order of each lane and never does more at once than it may", async () => {
  const items = fc.array(fc.record({ lane: fc.constantFrom("a", "b", "c"), ms: fc.integer({ min: 0, max: 2 }) }));
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 1, max: 4 }), async (all, width) => {
      const started: number[] = [];
      const busy = new Set<string>();
      let most = 0;

      await inLanes(
        all,
        (one) => one.lane,
        width,
        async ({ lane, ms }, i) => {
          expect(busy.has(lane)).toBe(false);
          busy.add(lane);
          most = Math.max(most, busy.size);
          started.push(i);
          await sleep(ms);
          busy.delete(lane);
        },
      );

      expect(most).toBeLessThanOrEqual(width);
      for (const lane of ["a", "b", "c"]) {
        const order = started.filter((i) => all[i]?.lane === lane);
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
      expect(started).toHaveLength(all.length);
    }),
    { numRuns: 50 },
  );
});

test("starts nothing more after an error, waits for what runs, and throws the error", async () => {
  const ended: number[] = [];

  const working = inLanes([0, 1, 2, 3], String, 2, async (n) => {
    await sleep(n === 0 ? 10 : 1);
    if (n === 1) throw new Error("refused");
    ended.push(n);
  });

  await expect(working).rejects.toThrow("refused");
  expect(ended).toEqual([0]);
});
