import { getEventListeners } from "node:events";

import { expect, test } from "vitest";

import { within } from "./within.ts";

const never = new Promise<never>(() => undefined);

test("gives the result of work that ends in time, and leaves nothing on the signal", async () => {
  const { signal } = new AbortController();

  expect(await within(Promise.resolve(7), 1_000, signal)).toBe(7);
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

test("throws when the deadline passes", async () => {
  await expect(within(never, 10)).rejects.toThrow("no answer within 10 ms");
});

test("throws when delivery is stopped, before or while it waits", async () => {
  const stopped = new AbortController();
  const waiting = within(never, 1_000, stopped.signal);
  stopped.abort();

  await expect(waiting).rejects.toThrow("delivery was stopped");
  await expect(within(never, 1_000, stopped.signal)).rejects.toThrow("delivery was stopped");
});
