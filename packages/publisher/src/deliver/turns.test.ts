import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { Turns } from "./turns.ts";

test("so many at once, the others in the order in which they came", async () => {
  const turns = new Turns(2);
  const first = await turns.take();
  await turns.take();
  const order: string[] = [];
  const wait = async (name: string): Promise<void> => {
    const turn = await turns.take();
    order.push(name);
    turn.end();
  };
  const others = [wait("third"), wait("fourth")];
  await sleep(5);
  expect(order).toEqual([]);

  first.end();

  await Promise.all(others);
  expect(order).toEqual(["third", "fourth"]);
});

test("a turn is not over while nobody waits", async () => {
  const turns = new Turns(1);
  const turn = await turns.take();

  await sleep(1_050);

  expect(turn.isOver).toBe(false);
  const next = turns.take();
  expect(turn.isOver).toBe(true);
  turn.end();
  expect((await next).isOver).toBe(false);
});
