import { needServer, startRedisSentinel } from "@caibian/testkit";
import { Redis } from "ioredis";
import { expect, test } from "vitest";

import { openQueue } from "../open-queue.ts";
import { queueContract } from "./queue.test-suite.ts";

const isThere = needServer("redis", "queue: Redis behind Sentinel");

queueContract("a master behind Sentinel", isThere, async () => {
  const group = await startRedisSentinel();
  const url = `redis+sentinel://${group.hosts.join(",")}/${group.name}`;
  let current = group.master;
  return {
    engine: { kind: "redis", url },
    address: { kind: "redis", url },
    // The first master stays away: its replica takes over.
    bounce: async () => {
      await current.kill();
      current = group.replica;
    },
    wipe: () => current.wipe(),
    stop: () => group.stop(),
  };
});

test.runIf(isThere)("work goes on within seconds of a failover", { timeout: 60_000 }, async () => {
  const group = await startRedisSentinel();
  const settings = { shape: "sentinel", hosts: group.hosts, master: group.name } as const;
  const queue = await openQueue({ engine: { kind: "redis", url: settings }, backoffMs: 20 });
  let runs = 0;
  await queue.work("visit", () => Promise.resolve({ kind: "done" }).then((done) => (runs++, done) as never), {
    concurrency: 1,
  });

  await group.master.kill();
  const before = performance.now();
  await expect
    .poll(
      async () => {
        await queue.add("visit", { sourceId: "snd", reason: "hand" }, { key: "visit:snd" });
        return runs;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0);

  expect(performance.now() - before).toBeLessThan(15_000);
  await queue.close();
  await group.stop();
});

test.runIf(isThere)("a master that becomes a replica while it lives is left at once", { timeout: 60_000 }, async () => {
  const group = await startRedisSentinel();
  const settings = { shape: "sentinel", hosts: group.hosts, master: group.name } as const;
  const queue = await openQueue({ engine: { kind: "redis", url: settings }, backoffMs: 20 });
  const add = async (sourceId: string): Promise<boolean> => {
    await queue.add("visit", { sourceId, reason: "hand" }, { key: `visit:${sourceId}` });
    return true;
  };
  await add("before");

  await group.switchOver();
  await expect.poll(() => add("after"), { timeout: 20_000 }).toBe(true);

  const master = new Redis(group.replica.url);
  expect((await master.role())[0]).toBe("master");
  expect((await queue.counts("visit")).waiting).toBe(2);
  master.disconnect();
  await queue.close();
  await group.stop();
});
