import { storeSchema, type Store } from "@caibian/schema";
import { needServer, startProxy, startRedis, type Proxy, type RedisServer } from "@caibian/testkit";
import { describe } from "vitest";

import { askRedis, readStream } from "../../fixtures/read-stream.ts";
import { storeContract } from "../contract/store-contract.test-suite.ts";
import { circular, heldOf } from "../contract/store-kind.test-suite.ts";

let redis: RedisServer;
let proxy: Proxy;
let made = 0;

describe
  .runIf(needServer("redis", "redis-streams store"))
  .each([{ dedupe: false }, { dedupe: true, maxLength: 10_000 }])("with %o", (config) => {
  storeContract({
    name: "redis-streams",
    sort: "message",
    bad: circular,
    setUp: async () => {
      redis = await startRedis();
      await askRedis(redis.url, "ACL", "SETUSER", "caibian", "on", ">right", "~*", "+@all");
      proxy = await startProxy(redis.url);
    },
    tearDown: async () => {
      await proxy.close();
      await redis.stop();
    },
    fresh: () => {
      const url = proxy.url.replace("redis://", "redis://caibian:right@");
      const stream = `articles:${String(made++)}`;
      return Promise.resolve(storeSchema.parse({ id: "stream", type: "redis-streams", url, stream, ...config }));
    },
    held: async (store) => {
      const entries = await readStream(redis.url, (store as { stream: string }).stream);
      return entries.map(({ record }) => heldOf(JSON.parse(record ?? "null") as Record<string, unknown>));
    },
    withWrongCredentials: (store) =>
      ({ ...store, url: proxy.url.replace("redis://", "redis://caibian:wrong@") }) as Store,
    wire: () => ({
      cut: () => proxy.cut(),
      resume: () => {
        proxy.latency(0);
        proxy.resume();
      },
      slow: (ms) => proxy.latency(ms / 2),
    }),
    makeOlderTarget: null,
  });
});
