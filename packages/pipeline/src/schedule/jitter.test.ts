import { configSchema, type Source } from "@caibian/schema";
import { expect, test } from "vitest";

import { jitterOf } from "./jitter.ts";

const NOW = Date.parse("2026-03-02T10:00:00+08:00");
const read = (source: object, more: object = {}) => {
  const config = configSchema.parse({
    sources: [{ id: "snd", start: ["https://www.example.gov.cn/"], schedule: "*/30 * * * *", ...source }],
    ...more,
  });
  const [first] = config.sources;
  return { config, source: first as Source & { readonly schedule: string } };
};
const jitter = (source: object, more: object = {}): number => {
  const { config, source: one } = read(source, more);
  return jitterOf(one, config, NOW);
};

test("is a source's own and the same at every run", () => {
  const all = Array.from({ length: 300 }, (_, n) => jitter({ id: `s${String(n)}` }));

  expect(jitter({ id: "s7" })).toBe(all[7]);
  expect(new Set(all).size).toBeGreaterThan(290);
  expect(Math.max(...all)).toBeLessThan(60_000);
  // No second holds more than a handful of the three hundred.
  const inSecond = new Map<number, number>();
  for (const ms of all) inSecond.set(Math.floor(ms / 1000), (inSecond.get(Math.floor(ms / 1000)) ?? 0) + 1);
  expect(Math.max(...inSecond.values())).toBeLessThan(20);
});

test("is never more than a tenth of the time to the next run", () => {
  const most = Math.max(
    ...Array.from({ length: 50 }, (_, n) => jitter({ id: `s${String(n)}`, schedule: "*/2 * * * * *" })),
  );

  expect(most).toBeLessThan(200);
});

test("is what the source says, else what the config says", () => {
  expect(jitter({ jitterSeconds: 0 })).toBe(0);
  expect(jitter({}, { schedules: { jitterSeconds: 0 } })).toBe(0);
  expect(jitter({ jitterSeconds: 120 }) / jitter({})).toBeCloseTo(2, 2);
});
