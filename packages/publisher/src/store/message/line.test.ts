import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { BadRecordError, StoreDownError, StoreError } from "../../errors.ts";
import { Line } from "./line.ts";

interface Made {
  readonly number: number;
  isEnded: boolean;
}

/** A line whose connections are numbered; `ready` says when one may be used. */
function lineOf(ready: (made: Made) => Promise<Made> = (made) => Promise.resolve(made)): {
  readonly line: Line<Made>;
  readonly made: readonly Made[];
} {
  const made: Made[] = [];
  const line = new Line<Made>({
    connect: () => {
      const one: Made = { number: made.length, isEnded: false };
      made.push(one);
      return { ready: ready(one), end: () => void (one.isEnded = true) };
    },
    deadlineMs: 50,
    errorOf: (thrown) =>
      thrown instanceof StoreError ? thrown : new StoreDownError({ code: "E_STORE_DOWN", what: String(thrown) }),
  });
  return { line, made };
}

test("connects once, and does one piece of work at a time, in the order of asking", async () => {
  const { line, made } = lineOf();
  const said: string[] = [];
  const work = (name: string, ms: number): Promise<void> =>
    line.run(async () => {
      said.push(`${name} begins`);
      await sleep(ms);
      said.push(`${name} ends`);
    });

  await Promise.all([work("one", 10), work("two", 1)]);

  expect(said).toEqual(["one begins", "one ends", "two begins", "two ends"]);
  expect(made).toHaveLength(1);
});

test("throws a connection away that failed, and makes another for the next", async () => {
  const { line, made } = lineOf();

  await expect(line.run(() => Promise.reject(new Error("broke")))).rejects.toMatchObject({ failure: "down" });
  expect(made[0]?.isEnded).toBe(true);
  expect(await line.run(({ number }) => Promise.resolve(number))).toBe(1);
});

test("a refusal ends the connection as well: RabbitMQ closes its channel with it", async () => {
  const { line, made } = lineOf();
  const refusal = new BadRecordError({ code: "E_RECORD", what: "too large" });

  await expect(line.run(() => Promise.reject(refusal))).rejects.toBe(refusal);
  expect(await line.run(({ number }) => Promise.resolve(number))).toBe(1);
  expect(made[0]?.isEnded).toBe(true);
});

test("ends a connection that cannot be made in time, or whose work is stopped", async () => {
  const { line, made } = lineOf((one) => (one.number === 0 ? new Promise(() => undefined) : Promise.resolve(one)));
  await expect(line.run(() => Promise.resolve())).rejects.toThrow("no answer within 50 ms");

  const stop = new AbortController();
  const working = line.run(() => new Promise(() => undefined), stop.signal);
  stop.abort();

  await expect(working).rejects.toThrow("delivery was stopped");
  expect(made.map((one) => one.isEnded)).toEqual([true, true]);
});
