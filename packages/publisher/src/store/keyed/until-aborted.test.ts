import { EventEmitter, getEventListeners, once } from "node:events";

import { expect, test } from "vitest";

import { untilAborted } from "./until-aborted.ts";

const hangs = (): Promise<never> => new Promise(() => undefined);

test("gives what the work answers, and listens no longer", async () => {
  const { signal } = new AbortController();

  expect(await untilAborted("main", signal, Promise.resolve(7))).toBe(7);
  await expect(untilAborted("main", signal, Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

test("ends when the signal says stop, before or while the work hangs", async () => {
  const controller = new AbortController();
  const waiting = untilAborted("main", controller.signal, hangs());
  controller.abort(new Error("SIGTERM"));

  const expected = { failure: "transient", code: "E_STORE_STOPPED", why: "SIGTERM" };
  await expect(waiting).rejects.toMatchObject(expected);
  await expect(untilAborted("main", controller.signal, hangs())).rejects.toMatchObject(expected);
});

test("a failure that comes after the stop is nobody's unhandled rejection", async () => {
  const controller = new AbortController();
  const connection = new EventEmitter();
  const work = once(connection, "answer");
  const waiting = untilAborted("main", controller.signal, work);
  controller.abort(new Error("SIGTERM"));

  await expect(waiting).rejects.toThrow("SIGTERM");
  connection.emit("error", new Error("connection reset"));
  await expect(work).rejects.toThrow("reset");
});
