import fc from "fast-check";
import { expect, test } from "vitest";

import { planFaults, type FaultKind } from "./schedule.ts";

const KINDS = fc.uniqueArray(
  fc.record({
    name: fc.string({ minLength: 1 }),
    target: fc.constantFrom("redis", "ledger", "serve", "wire"),
    lastsMs: fc
      .tuple(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 0, max: 30_000 }))
      .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
  }),
  { selector: (kind) => kind.name, minLength: 1, maxLength: 20 },
);
const SEED = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const LENGTH = fc.integer({ min: 0, max: 300_000 });

test("the same seed gives the same schedule, another seed another one", () => {
  const kinds: FaultKind[] = [
    { name: "a", target: "one", lastsMs: [10, 5000] },
    { name: "b", target: "two", lastsMs: [10, 5000] },
  ];

  fc.assert(
    fc.property(SEED, KINDS, LENGTH, (seed, some, lengthMs) => {
      expect(planFaults(seed, some, lengthMs)).toEqual(planFaults(seed, some, lengthMs));
    }),
  );
  expect(planFaults(1, kinds, 60_000)).not.toEqual(planFaults(2, kinds, 60_000));
});

test("every fault lies within the run, in order, for as long as its kind allows", () => {
  fc.assert(
    fc.property(SEED, KINDS, LENGTH, (seed, kinds, lengthMs) => {
      const planned = planFaults(seed, kinds, lengthMs);
      expect(planned.map(({ atMs }) => atMs)).toEqual(planned.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
      for (const { fault, target, atMs, untilMs } of planned) {
        const kind = kinds.find(({ name }) => name === fault);
        expect(kind?.target).toBe(target);
        expect(untilMs - atMs).toBeGreaterThanOrEqual(kind?.lastsMs[0] ?? Number.NaN);
        expect(untilMs - atMs).toBeLessThanOrEqual(kind?.lastsMs[1] ?? Number.NaN);
        expect(untilMs).toBeLessThanOrEqual(lengthMs);
      }
    }),
  );
});

test("two faults on one target never overlap", () => {
  fc.assert(
    fc.property(SEED, KINDS, LENGTH, (seed, kinds, lengthMs) => {
      const freeAt = new Map<string, number>();
      for (const { target, atMs, untilMs } of planFaults(seed, kinds, lengthMs)) {
        expect(atMs).toBeGreaterThan(freeAt.get(target) ?? -1);
        freeAt.set(target, untilMs);
      }
    }),
  );
});

test("a run of five minutes strikes with every kind that there is", () => {
  const kinds = Array.from({ length: 40 }, (_, n): FaultKind => ({
    name: `kind ${n}`,
    target: `target ${n % 10}`,
    lastsMs: n % 10 === 0 ? [20_000, 30_000] : [500, 8000],
  }));

  for (let seed = 0; seed < 50; seed++) {
    const struck = new Set(planFaults(seed, kinds, 300_000).map(({ fault }) => fault));
    expect(struck.size, `seed ${seed}`).toBeGreaterThanOrEqual(38);
  }
});
