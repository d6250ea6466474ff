import { getEventListeners } from "node:events";

import { expect, test } from "vitest";

import { JoinedAbort } from "./joined-abort.ts";

test("aborts with the first of its sources and for its reason", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const { signal } = new JoinedAbort([one.signal, undefined, other.signal]);

  other.abort("stop");
  one.abort("late");

  expect(signal).toMatchObject({ aborted: true, reason: "stop" });
});

test("is aborted from the start when a source is", () => {
  const { signal } = new JoinedAbort([new AbortController().signal, AbortSignal.abort("gone")]);

  expect(signal).toMatchObject({ aborted: true, reason: "gone" });
});

test("its own abort leaves the sources alone", () => {
  const source = new AbortController();
  const joined = new JoinedAbort([source.signal]);

  joined.abort();

  expect(joined.signal.reason).toMatchObject({ name: "AbortError" });
  expect(source.signal.aborted).toBe(false);
});

test.each(["close", "abort"] as const)("leaves nothing in a long-lived source after %s", (end) => {
  const source = new AbortController();
  const joined = Array.from({ length: 100 }, () => new JoinedAbort([source.signal]));

  for (const one of joined) one[end]();

  expect(getEventListeners(source.signal, "abort")).toEqual([]);
});

test("leaves nothing in the other sources when one aborts", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const { signal } = new JoinedAbort([one.signal, other.signal]);

  one.abort();

  expect(signal.aborted).toBe(true);
  expect(getEventListeners(other.signal, "abort")).toEqual([]);
});
