import { expect, test } from "vitest";

import { Gate } from "./gate.ts";

test("lets the next one in when one leaves, in order, and skips who gave up", async () => {
  const gate = new Gate(1);
  const order: string[] = [];
  const waiter = new AbortController();
  await gate.enter();
  const gaveUp = gate.enter(waiter.signal);
  const second = gate.enter().then(() => order.push("second"));
  const third = gate.enter().then(() => order.push("third"));

  waiter.abort(new Error("enough"));
  gate.leave();
  await second;
  gate.leave();
  await third;

  await expect(gaveUp).rejects.toThrow("enough");
  expect(order).toEqual(["second", "third"]);
});

test("does not let in who has given up already", async () => {
  const gate = new Gate(1);

  await expect(gate.enter(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  await expect(gate.enter()).resolves.toBeUndefined();
});
