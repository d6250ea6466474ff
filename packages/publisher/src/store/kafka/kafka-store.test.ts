import { storeSchema, type StoreAdapter, type WriteContext } from "@caibian/schema";
import { needServer, startKafkaMock, startProxy, type KafkaMock } from "@caibian/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { writeBatch } from "../../deliver/write-batch.ts";
import { articleOf, deliveryOf, numbersOfShard, withdrawalOf } from "../../fixtures/article.ts";
import { endsByItself } from "../../fixtures/ends-by-itself.ts";
import { startPickyBroker } from "../../fixtures/picky-broker.ts";
import { readTopic } from "../../fixtures/read-topic.ts";
import { loadStore } from "../load-store.ts";

const CONTEXT: WriteContext = { replay: false, signal: new AbortController().signal };
const NOT_ENOUGH_REPLICAS = 19;
const portOf = (broker: string): number => Number(broker.split(":")[1]);
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

  test("a record that the broker refuses is rejected alone, and no other is sent twice", async () => {
    const picky = await startPickyBroker(portOf(kafka.broker), (records) => records.includes("refuse me"));
    kafka.advertise(picky.port);
    const config = configOf({ brokers: [`127.0.0.1:${String(picky.port)}`], compression: "none" });
    const adapter = await opened(config);
    const numbers = numbersOfShard(3, 98);
    const batch = numbers.map((n, i) => deliveryOf(articleOf(n, 1, i === 50 ? "refuse me" : undefined), i + 1));
    const again = deliveryOf(articleOf(numbers[50] ?? 0, 2), 99);
    const receipts = await writeBatch(adapter, [...batch, again], CONTEXT);
    await adapter.close();
    kafka.advertise(portOf(kafka.broker));
    await picky.stop();

    expect(receipts.filter((one) => one.outcome !== "stored")).toEqual([
      { seq: 51, outcome: "rejected", reason: expect.stringContaining("Kafka refuses a record") },
    ]);
    const messages = await readTopic(kafka.broker, String(config["topic"]));
    expect(new Set(messages.map((one) => one.partition)).size).toBe(4);
    const sent = [...batch.filter((one) => one.seq !== 51), again];
    const ids = sent.map(({ articleId, revision }) => `${articleId}:${String(revision)}`);
    expect(messages.map((one) => String(one.headers["id"])).toSorted()).toEqual(ids.toSorted());
  });

  test("what the partitions took before one failed is not sent again", async () => {
    let isAway = true;
    const picky = await startPickyBroker(
      portOf(kafka.broker),
      (records) => isAway && records.includes("later"),
      NOT_ENOUGH_REPLICAS,
    );
    kafka.advertise(picky.port);
    const config = configOf({ brokers: [`127.0.0.1:${String(picky.port)}`], compression: "none" });
    const adapter = await opened(config);
    const numbers = numbersOfShard(3, 60);
    const batch = numbers.map((n, i) => deliveryOf(articleOf(n, 1, i === 30 ? "later" : undefined), i + 1));
    const first = await writeBatch(adapter, batch, CONTEXT);
    isAway = false;
    const waiting = first.findIndex((one) => one.outcome === "retry");
    const second = await writeBatch(adapter, batch.slice(waiting), CONTEXT);
    await adapter.close();
    kafka.advertise(portOf(kafka.broker));
    await picky.stop();

    expect(first.slice(waiting).map((one) => one.outcome)).toEqual(batch.slice(waiting).map(() => "retry"));
    expect(second.map((one) => one.outcome)).toEqual(batch.slice(waiting).map(() => "stored"));
    const keys = (await readTopic(kafka.broker, String(config["topic"]))).map((one) => one.key);
    expect(keys.toSorted()).toEqual(batch.map((one) => one.articleId).toSorted());
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
    kafka.advertise(portOf(kafka.broker));
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
