import { storeSchema, type StoreAdapter } from "@caibian/schema";
import { needServer, startKafkaMock, startProxy, type KafkaMock } from "@caibian/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { articleOf, deliveryOf, numbersOfShard, withdrawalOf } from "../../fixtures/article.ts";
import { endsByItself } from "../../fixtures/ends-by-itself.ts";
import { readTopic } from "../../fixtures/read-topic.ts";
import { loadStore } from "../load-store.ts";

const [first = 0, second = 0] = numbersOfShard(3, 2);

async function opened(config: object): Promise<StoreAdapter> {
  const adapter = await loadStore(storeSchema.parse(config));
  await adapter.open();
  return adapter;
}

describe.runIf(needServer("kcat", "kafka store, messages"))("a kafka store", () => {
  let kafka: KafkaMock;
  let made = 0;
  beforeAll(async () => {
    kafka = await startKafkaMock();
  });
  afterAll(() => kafka.stop());

  const configOf = (config: object): Record<string, unknown> => ({
    id: "bus",
    type: "kafka",
    brokers: [kafka.broker],
    topic: `t${String(made++)}`,
    createTopic: true,
    ...config,
  });
  test("an article's revisions share a partition, in order, and say in headers what they are", async () => {
    const config = configOf({});
    const adapter = await opened(config);
    const article = articleOf(first);
    await adapter.write([deliveryOf(article, 1), deliveryOf(articleOf(second), 2), deliveryOf(articleOf(first, 2), 3)]);
    await adapter.write([withdrawalOf(articleOf(first, 3), 4)]);
    await adapter.close();

    const ours = (await readTopic(kafka.broker, String(config["topic"]))).filter((one) => one.key === article.id);
    expect(new Set(ours.map((one) => one.partition)).size).toBe(1);
    expect(ours.map((one) => one.headers)).toEqual([
      { id: `${article.id}:1`, revision: "1", op: "publish", contentHash: article.contentHash },
      { id: `${article.id}:2`, revision: "2", op: "update", contentHash: article.contentHash },
      { id: `${article.id}:3`, revision: "3", op: "withdraw" },
    ]);
  });

  test("a withdrawal has no value where the topic is compacted", async () => {
    const config = configOf({ tombstones: "null" });
    const adapter = await opened(config);
    await adapter.write([deliveryOf(articleOf(first), 1), withdrawalOf(articleOf(first, 2), 2)]);
    await adapter.close();

    const values = (await readTopic(kafka.broker, String(config["topic"]))).map((one) => one.value);
    expect(values).toEqual([expect.stringContaining("第"), null]);
  });

  test("a batch that was given up does not arrive later", async () => {
    const proxy = await startProxy(kafka.url);
    const config = configOf({ timeoutMs: 300 });
    const adapter = await opened(config);
    await adapter.write([deliveryOf(articleOf(first), 1)]);
    await adapter.close();
    kafka.advertise(proxy.port);
    const slow = await opened({ ...config, brokers: [`127.0.0.1:${String(proxy.port)}`] });
    proxy.blackhole();
    const giving = slow.write([deliveryOf(articleOf(first, 2), 2)]);

    await expect(giving).rejects.toMatchObject({ failure: "down" });
    proxy.resume();
    await slow.write([deliveryOf(articleOf(first, 3), 3)]);
    await slow.close();
    kafka.advertise(Number(kafka.broker.split(":")[1]));
    await proxy.close();
    const revisions = (await readTopic(kafka.broker, String(config["topic"]))).map((one) => one.headers["revision"]);
    expect(revisions).toEqual(["1", "3"]);
  });

  test("a write that is stopped ends at once", async () => {
    const proxy = await startProxy(kafka.url);
    const adapter = await loadStore(storeSchema.parse(configOf({ brokers: [`127.0.0.1:${String(proxy.port)}`] })));
    proxy.blackhole();
    const stop = new AbortController();
    const writing = adapter.write([deliveryOf(articleOf(first), 1)], { replay: false, signal: stop.signal });
    stop.abort();

    await expect(writing).rejects.toMatchObject({ why: "delivery was stopped" });
    await adapter.close();
    await proxy.close();
  });

  test("a process that closed it ends by itself", async () => {
    expect(await endsByItself(configOf({}))).toBe(0);
  });
});
