import { expect, test } from "vitest";

import type { PipelineEvent } from "../telemetry/events.ts";
import { holdForStores } from "./hold-for-stores.ts";

const PRESSURE = [{ storeId: "main", behind: 200, maxLag: 100 }];

test("waits until no store pushes back", async () => {
  let looks = 0;
  const publisher = { pressure: () => Promise.resolve(++looks < 3 ? PRESSURE : []) };

  await holdForStores(publisher, new AbortController().signal, () => undefined);

  expect(looks).toBe(3);
});

test("ends with the signal", async () => {
  const stop = new AbortController();
  const held = holdForStores({ pressure: () => Promise.resolve(PRESSURE) }, stop.signal, () => undefined);

  stop.abort();

  await expect(held).resolves.toBeUndefined();
});

test("a look that fails holds up nobody, and is told", async () => {
  const told: PipelineEvent[] = [];
  const publisher = { pressure: () => Promise.reject(new Error("no answer")) };

  await holdForStores(publisher, new AbortController().signal, (event) => told.push(event));

  expect(told).toMatchObject([{ kind: "warning" }]);
});
