import { setImmediate as tick } from "node:timers/promises";

import { expect, test } from "vitest";

import { ShardOrder } from "./shard-order.ts";

test("writes of one shard follow each other, also after one that failed; other shards go beside them", async () => {
  const order = new ShardOrder();
  const seen: string[] = [];
  const write =
    (name: string, fails = false) =>
    async (): Promise<void> => {
      seen.push(`${name} begins`);
      await tick();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
    };

  const all = await Promise.allSettled([
    order.alone(1, write("first", true)),
    order.alone(1, write("second")),
    order.alone(2, write("beside")),
  ]);

  expect(all.map((one) => one.status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(seen.filter((one) => !one.startsWith("beside"))).toEqual([
    "first begins",
    "first ends",
    "second begins",
    "second ends",
  ]);
  expect(seen.indexOf("beside begins")).toBeLessThan(seen.indexOf("second begins"));
});
