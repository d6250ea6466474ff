import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { beforeEach, expect, test } from "vitest";

import { ShardOrder } from "./shard-order.ts";
import { TimelyWrites } from "./timely-writes.ts";

const SHARD = 3;
const NEVER = new AbortController().signal;

let order: ShardOrder;
let writes: TimelyWrites;

beforeEach(() => {
  order = new ShardOrder();
  writes = new TimelyWrites("s", order, { mostMs: 50, graceMs: 50 });
});

/** A write that ends when the test says so, whatever it is told. */
function hanging(): { readonly write: () => Promise<string>; readonly end: () => void } {
  const told = new EventEmitter();
  const written = once(told, "end").then(() => "late");
  return { write: () => written, end: () => void told.emit("end") };
}

test("answers what the write answers", async () => {
  expect(await writes.run(SHARD, NEVER, () => Promise.resolve("stored"))).toBe("stored");
  await expect(writes.run(SHARD, NEVER, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("a write whose time is over is told to end, and what it has done by then counts", async () => {
  const written = writes.run(SHARD, NEVER, async (signal) => {
    await sleep(10_000, undefined, { signal }).catch(() => undefined);
    return "half of it";
  });

  expect(await written).toBe("half of it");
});

test("one that throws when its time is over is said to have taken too long", async () => {
  const written = writes.run(SHARD, NEVER, (signal) => sleep(10_000, "never", { signal }));

  await expect(written).rejects.toMatchObject({ code: "E_STORE_TIME", failure: "transient" });
});

test("one that does not end is left alone, and its shard has no other until it does", async () => {
  const { write, end } = hanging();
  await expect(writes.run(SHARD, NEVER, write)).rejects.toMatchObject({ code: "E_STORE_TIME" });

  await expect(writes.run(SHARD, NEVER, () => Promise.resolve("beside it"))).rejects.toMatchObject({
    code: "E_STORE_HANGS",
    failure: "down",
  });
  expect(await writes.run(SHARD + 1, NEVER, () => Promise.resolve("another shard"))).toBe("another shard");

  end();
  await sleep(1);
  expect(await writes.run(SHARD, NEVER, () => Promise.resolve("after it"))).toBe("after it");
});

test("one that was given up while it waited for its turn is never begun", async () => {
  const { write, end } = hanging();
  const before = order.alone(SHARD, write);
  let begun = 0;
  const waiting = writes.run(SHARD, NEVER, () => Promise.resolve(begun++));

  await expect(waiting).rejects.toMatchObject({ code: "E_STORE_TIME" });
  end();
  await before;
  await sleep(1);
  expect(begun).toBe(0);
});

test("when delivery stops, a write that does not end holds nobody up", async () => {
  const stop = new AbortController();
  const { write } = hanging();
  const patient = new TimelyWrites("s", order, { mostMs: 60_000, graceMs: 20 });
  const written = patient.run(SHARD, stop.signal, write);
  stop.abort();

  await expect(written).rejects.toMatchObject({ code: "E_STORE_TIME" });
});
