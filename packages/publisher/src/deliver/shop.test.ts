import { once, EventEmitter } from "node:events";

import type { StoreAdapter } from "@caibian/schema";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Shop, type DeliverDoors } from "./shop.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";

const BOUNDS = { batchSize: 10, batchBytes: 1_000_000, maxLag: 100, shardsAtOnce: 4, writeMs: 60_000 };
const DOORS: DeliverDoors = {
  log: new MemoryLog(),
  report: () => undefined,
  now: Date.now,
  dice: () => 0.5,
  firstRetryMs: 10,
};

function shopThatCloses(close: () => Promise<void>): Shop {
  const adapter: StoreAdapter = { open: () => Promise.resolve(), write: () => Promise.resolve([]), close };
  return new Shop("s", BOUNDS, () => Promise.resolve(adapter), DOORS);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a store that does not open counts as down, and is used when it has opened at last", async () => {
  const told = new EventEmitter();
  let opened = 0;
  const adapter: StoreAdapter = {
    open: async () => {
      opened++;
      await once(told, "open");
    },
    write: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
  const shop = new Shop("s", BOUNDS, () => Promise.resolve(adapter), DOORS);

  const first = shop.adapter().catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await first).toMatchObject({ code: "E_STORE_OPENS", failure: "down" });
  const second = shop.adapter();
  told.emit("open");

  expect(await second).toBe(adapter);
  expect(opened).toBe(1);
});

test("closing leaves a store that hangs after ten seconds, and tells what one that fails says", async () => {
  const hangs = shopThatCloses(async () => void (await once(new EventEmitter(), "never")));
  const fails = shopThatCloses(() => Promise.reject(new Error("no")));
  await hangs.adapter();
  await fails.adapter();

  const closed = hangs.close();
  await vi.advanceTimersByTimeAsync(10_000);

  await closed;
  await expect(fails.close()).rejects.toThrow("no");
});
