import { storeSchema, type StoreAdapter } from "@caibian/schema";
import { needServer, startProxy, startRabbitmq, type RabbitmqServer } from "@caibian/testkit";
import { connect } from "amqplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { articleOf, deliveryOf, numbersOfShard, withdrawalOf } from "../../fixtures/article.ts";
import { endsByItself } from "../../fixtures/ends-by-itself.ts";
import { readQueue } from "../../fixtures/read-queue.ts";
import { loadStore } from "../load-store.ts";

const [first = 0, second = 0, third = 0] = numbersOfShard(3, 3);

describe.runIf(needServer("rabbitmq", "rabbitmq store, messages"))("a rabbitmq store", () => {
  let rabbitmq: RabbitmqServer;
  let made = 0;
  beforeAll(async () => {
    rabbitmq = await startRabbitmq();
  });
  afterAll(() => rabbitmq.stop());

  const configOf = (): { exchange: string; queue: string } => {
    const name = `t-${String(made++)}`;
    return { exchange: name, queue: name };
  };
  const load = (config: object): Promise<StoreAdapter> =>
    loadStore(storeSchema.parse({ id: "mq", type: "rabbitmq", url: rabbitmq.url, ...config }));
  async function onServer(setUp: (channel: Channel) => Promise<unknown>): Promise<void> {
    const connection = await connect(rabbitmq.url);
    await setUp(await connection.createChannel());
    await connection.close();
  }
  type Channel = Awaited<ReturnType<Awaited<ReturnType<typeof connect>>["createChannel"]>>;

  test("a message is persistent, and says what it is", async () => {
    const config = configOf();
    const adapter = await load(config);
    await adapter.write([deliveryOf(articleOf(first), 1), { ...withdrawalOf(articleOf(first, 2), 2), erase: true }]);
    await adapter.close();

    const { id, contentHash } = articleOf(first);
    const [one, other] = await readQueue(rabbitmq.url, config.queue);
    expect(one?.fields.routingKey).toBe("article.none.publish");
    expect(one?.properties).toMatchObject({
      deliveryMode: 2,
      messageId: `${id}:1`,
      contentType: "application/json",
      headers: { revision: 1, op: "publish", contentHash },
    });
    expect(other?.properties).toMatchObject({ messageId: `${id}:2`, type: "caibian.article.takedown" });
  });

  test("a message that no queue is bound for is told in words, and nothing else is sent twice for it", async () => {
    const { exchange, queue } = configOf();
    const adapter = await load({ exchange, routingKey: "{id}" });
    await adapter.open();
    const batch = [first, second, third].map((n, i) => deliveryOf(articleOf(n), i + 1));
    const [, nobodys] = batch;
    await onServer(async (channel) => {
      await channel.assertQueue(queue);
      for (const { articleId } of batch) {
        if (articleId !== nobodys?.articleId) await channel.bindQueue(queue, exchange, articleId);
      }
    });

    const receipts = await adapter.write(batch);
    expect(receipts.map((one) => one.outcome)).toEqual(["stored", "retry", "retry"]);
    await expect(adapter.write(batch.slice(1))).rejects.toMatchObject({
      failure: "misconfigured",
      next: expect.stringContaining("bind a queue"),
    });
    await onServer((channel) => channel.bindQueue(queue, exchange, String(nobodys?.articleId)));
    expect(await adapter.write(batch.slice(1))).toMatchObject([{ outcome: "stored" }, { outcome: "stored" }]);

    const ids = (await readQueue(rabbitmq.url, queue)).map((one) => String(one.properties.messageId));
    expect(ids).toHaveLength(3);
    expect(new Set(ids)).toEqual(new Set(batch.map(({ articleId }) => `${articleId}:1`)));
    await adapter.close();
  });

  test("where it is not mandatory, a message that nobody wants is let go", async () => {
    const { exchange } = configOf();
    const adapter = await load({ exchange, mandatory: false });

    expect(await adapter.write([deliveryOf(articleOf(first), 1)])).toMatchObject([{ outcome: "stored" }]);
    await adapter.close();
  });

  test("an exchange of another type, and one that is taken away, are a person's to correct", async () => {
    const { exchange } = configOf();
    await onServer((channel) => channel.assertExchange(exchange, "fanout"));
    const other = await load({ exchange });
    await expect(other.open()).rejects.toMatchObject({ failure: "misconfigured" });
    await other.close();

    const config = configOf();
    const adapter = await load(config);
    await adapter.open();
    await onServer((channel) => channel.deleteExchange(config.exchange));
    await expect(adapter.write([deliveryOf(articleOf(first), 1)])).rejects.toMatchObject({ failure: "misconfigured" });
    // The next try makes it again.
    expect(await adapter.write([deliveryOf(articleOf(first), 1)])).toMatchObject([{ outcome: "stored" }]);
    await adapter.close();
  });

  test(
    "a server that is short of memory is down, and takes the batch when it has room",
    { timeout: 60_000 },
    async () => {
      const adapter = await load(configOf());
      await adapter.open();
      await rabbitmq.control("set_vm_memory_high_watermark", "0.000001");
      const failure: unknown = await adapter.write([deliveryOf(articleOf(first), 1)]).catch((error: unknown) => error);
      await rabbitmq.control("set_vm_memory_high_watermark", "0.4");

      expect(failure).toMatchObject({ failure: "down", next: expect.stringContaining("alarm") });
      expect(await adapter.write([deliveryOf(articleOf(first), 1)])).toMatchObject([{ outcome: "stored" }]);
      await adapter.close();
    },
  );

  test("a server that stays silent is left at the deadline, and its password is not told", async () => {
    const proxy = await startProxy(rabbitmq.url);
    const adapter = await load({ ...configOf(), url: proxy.url, timeoutMs: 1_000 });
    await adapter.open();
    proxy.blackhole();
    const failure: unknown = await adapter.write([deliveryOf(articleOf(first), 1)]).catch((error: unknown) => error);

    expect(failure).toMatchObject({ failure: "down" });
    expect(String(failure)).not.toContain("guest");
    await adapter.close();
    await proxy.close();
  });

  test("a process that closed it ends by itself", async () => {
    expect(await endsByItself({ id: "mq", type: "rabbitmq", url: rabbitmq.url, ...configOf() })).toBe(0);
  });
});
