import type { ArticleLog, StoreLag } from "@caibian/schema";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { StoreDownError } from "../errors.ts";
import type { PublishEvent } from "./events.ts";
import { PressureGauge } from "./pressure.ts";
import { Shop } from "./shop.ts";

const doors = { report: () => undefined, now: () => 1_000, dice: () => 0.5, firstRetryMs: 100 };
const bounds = { batchSize: 100, batchBytes: 1_000_000, maxLag: 100, shardsAtOnce: 4, writeMs: 60_000 };

let lag: StoreLag;
let looks: number;
let told: PublishEvent[];
let shop: Shop;
let gauge: PressureGauge;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  lag = { storeId: "main", behind: 0, news: 0, oldestMs: 0, deadLetters: 0 };
  looks = 0;
  told = [];
  shop = new Shop("main", bounds, () => Promise.reject(new Error("not here")), doors);
  const log: Pick<ArticleLog, "lag"> = {
    lag: () => {
      looks++;
      return Promise.resolve([lag]);
    },
  };
  gauge = new PressureGauge(log, [shop], (event) => told.push(event));
});
afterEach(() => {
  vi.useRealTimers();
});

/** What the gauge says once a look is due again. */
function lookLater(news: number): ReturnType<PressureGauge["look"]> {
  lag = { ...lag, behind: news, news };
  vi.advanceTimersByTime(5_000);
  return gauge.look();
}

test("a store that is up presses past its bound, and until it has come down well below it", async () => {
  expect(await lookLater(100)).toEqual([]);
  expect(await lookLater(101)).toEqual([{ storeId: "main", behind: 101, maxLag: 100 }]);
  expect(await lookLater(81)).toHaveLength(1);
  expect(await lookLater(80)).toEqual([]);
  expect(await lookLater(95)).toEqual([]);

  expect(told.map((event) => event.kind)).toEqual(["store-presses", "store-eased"]);
});

test("a store that is down lags alone", async () => {
  shop.breaker.failed(new StoreDownError({ code: "E_STORE_DOWN", what: "away" }), 1);

  expect(await lookLater(1_000_000)).toEqual([]);
});

test("a store that takes nothing lags alone, though no failure was seen here", async () => {
  lag = { ...lag, movedMs: 61_000 };
  expect(await lookLater(1_000_000)).toEqual([]);

  lag = { ...lag, movedMs: 2_000 };
  expect(await lookLater(1_000_000)).toHaveLength(1);
});

test("the current articles that a new store begins with press nobody", async () => {
  lag = { ...lag, behind: 1_000_000, news: 3 };

  expect(await gauge.look()).toEqual([]);
});

test("a look serves all who ask within five seconds", async () => {
  await gauge.look();
  await gauge.look();
  await lookLater(1);

  expect(looks).toBe(2);
});
