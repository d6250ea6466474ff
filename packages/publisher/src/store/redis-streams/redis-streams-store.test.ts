import { storeSchema, type StoreAdapter } from "@caibian/schema";
import { needServer, startProxy, startRedis, type RedisServer } from "@caibian/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { articleOf, deliveryOf, numbersOfShard, withdrawalOf } from "../../fixtures/article.ts";
import { endsByItself } from "../../fixtures/ends-by-itself.ts";
import { askRedis, readStream } from "../../fixtures/read-stream.ts";
import { loadStore } from "../load-store.ts";

const [first = 0, second = 0] = numbersOfShard(3, 2);

describe.runIf(needServer("redis", "redis-streams store, entries"))("a redis-streams store", () => {
  let redis: RedisServer;
  let made = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  const streamOf = (): string => `s${String(made++)}`;
  const load = (config: object): Promise<StoreAdapter> =>
    loadStore(storeSchema.parse({ id: "stream", type: "redis-streams", url: redis.url, ...config }));

  test("an entry says what it is beside its record", async () => {
    const stream = streamOf();
    const adapter = await load({ stream });
    await adapter.write([deliveryOf(articleOf(first), 1), { ...withdrawalOf(articleOf(first, 2), 2), erase: true }]);
    await adapter.close();

    const { id, contentHash } = articleOf(first);
    expect(await readStream(redis.url, stream)).toEqual([
      { id: `${id}:1`, revision: "1", op: "publish", contentHash, record: JSON.stringify(articleOf(first)) },
      { id: `${id}:2`, revision: "2", op: "takedown", contentHash: "", record: expect.stringContaining("withdrawn") },
    ]);
  });

  test("keeps about as many entries as it may", async () => {
    const stream = streamOf();
    const adapter = await load({ stream, maxLength: 10, body: "thin" });
    const numbers = numbersOfShard(3, 500);
    await adapter.write(numbers.map((n, i) => deliveryOf(articleOf(n), i + 1)));
    await adapter.close();

    expect((await readStream(redis.url, stream)).length).toBeLessThan(250);
  });

  test("with dedupe nothing is added twice, not even by another process; a repair adds it again", async () => {
    const stream = streamOf();
    const [one, other] = [await load({ stream, dedupe: true }), await load({ stream, dedupe: true })];
    const batch = [deliveryOf(articleOf(first, 2), 1), deliveryOf(articleOf(second), 2)];
    await one.write(batch);

    const again = await other.write([deliveryOf(articleOf(first), 0), ...batch, deliveryOf(articleOf(first, 3), 3)]);
    expect(again.map((receipt) => receipt.outcome)).toEqual(["stale", "stale", "stale", "stored"]);
    const context = { replay: true, repair: true, signal: new AbortController().signal };
    const repaired = await one.write([deliveryOf(articleOf(second), 2)], context);
    expect(repaired.map((receipt) => receipt.outcome)).toEqual(["stored"]);
    expect(await readStream(redis.url, stream)).toHaveLength(4);
    await Promise.all([one.close(), other.close()]);
  });

  test("a server out of memory is down, takes nothing of the batch, and takes all of it when there is room", async () => {
    const stream = streamOf();
    const adapter = await load({ stream });
    await askRedis(redis.url, "CONFIG", "SET", "maxmemory", 1);
    const batch = [deliveryOf(articleOf(first), 1), deliveryOf(articleOf(second), 2)];
    const failure: unknown = await adapter.write(batch).catch((error: unknown) => error);
    await askRedis(redis.url, "CONFIG", "SET", "maxmemory", 0);

    expect(failure).toMatchObject({ failure: "down", next: expect.stringContaining("maxmemory") });
    expect(await readStream(redis.url, stream)).toHaveLength(0);
    expect(await adapter.write(batch)).toHaveLength(2);
    expect(await readStream(redis.url, stream)).toHaveLength(2);
    await adapter.close();
  });

  test.each([false, true])(
    "a replica that may only be read is down, a key of another type a person's (dedupe %s)",
    async (dedupe) => {
      const stream = streamOf();
      const adapter = await load({ stream, dedupe });
      const batch = [deliveryOf(articleOf(first), 1)];
      await askRedis(redis.url, "REPLICAOF", "127.0.0.1", 1);
      const failure: unknown = await adapter.write(batch).catch((error: unknown) => error);
      await askRedis(redis.url, "REPLICAOF", "NO", "ONE");
      expect(failure).toMatchObject({ failure: "down", next: expect.stringContaining("primary") });

      await askRedis(redis.url, "SET", stream, "mine");
      await expect(adapter.write(batch)).rejects.toMatchObject({ failure: "misconfigured" });
      await adapter.close();
    },
  );

  test("a server that stays silent is left at the deadline", async () => {
    const proxy = await startProxy(redis.url);
    const adapter = await load({ url: proxy.url, timeoutMs: 200 });
    proxy.blackhole();

    await expect(adapter.write([deliveryOf(articleOf(first), 1)])).rejects.toMatchObject({ failure: "down" });
    await adapter.close();
    await proxy.close();
  });

  test("a process that closed it ends by itself", async () => {
    expect(await endsByItself({ id: "stream", type: "redis-streams", url: redis.url, stream: streamOf() })).toBe(0);
  });
});
