import { storeSchema, type StoreAdapter } from "@caibian/schema";
import { needServer, startNats, startProxy, type NatsServer } from "@caibian/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { articleOf, deliveryOf, numbersOfShard, withdrawalOf } from "../../fixtures/article.ts";
import { endsByItself } from "../../fixtures/ends-by-itself.ts";
import { readJetstream } from "../../fixtures/read-jetstream.ts";
import { loadStore } from "../load-store.ts";

const [first = 0, second = 0] = numbersOfShard(3, 2);
const CONTEXT = { replay: false, signal: new AbortController().signal };

describe.runIf(needServer("nats", "nats store, messages"))("a nats store", () => {
  let nats: NatsServer;
  let made = 0;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats.stop());

  const configOf = (): { stream: string; subject: string } => {
    const stream = `T${String(made++)}`;
    return { stream, subject: `${stream}.{region}.{op}` };
  };
  const load = (config: object): Promise<StoreAdapter> =>
    loadStore(storeSchema.parse({ id: "js", type: "nats", url: nats.url, ...config }));

  test("a message goes to its region's subject, with headers that say what it is", async () => {
    const config = configOf();
    const adapter = await load(config);
    const region = { code: "320505", name: "虎丘区", zone: null, path: [], basis: ["source"], confidence: 1 };
    const article = { ...articleOf(first), region };
    await adapter.write([deliveryOf(article, 1), { ...withdrawalOf(articleOf(first, 2), 2), erase: true }]);
    await adapter.close();

    const messages = await readJetstream(nats.url, config.stream);
    expect(messages.map((one) => one.subject)).toEqual([
      `${config.stream}.320505.publish`,
      `${config.stream}.none.takedown`,
    ]);
    expect(messages[0]?.header.get("Nats-Msg-Id")).toBe(`${article.id}:1`);
    expect(messages[0]?.header.get("Caibian-Content-Hash")).toBe(article.contentHash);
  });

  test("what comes again soon is dropped by the server; a repair is not", async () => {
    const config = configOf();
    const [one, other] = [await load(config), await load(config)];
    const batch = [deliveryOf(articleOf(first), 1), deliveryOf(articleOf(second), 2)];
    await one.write(batch);

    expect((await other.write(batch)).map((receipt) => receipt.outcome)).toEqual(["stale", "stale"]);
    const repaired = await other.write(batch.slice(0, 1), { ...CONTEXT, replay: true, repair: true });
    expect(repaired.map((receipt) => receipt.outcome)).toEqual(["stored"]);
    expect(await readJetstream(nats.url, config.stream)).toHaveLength(3);
    await Promise.all([one.close(), other.close()]);
  });

  test("revisions of one article keep their order in a large batch", async () => {
    const config = configOf();
    const adapter = await load({ ...config, body: "thin" });
    const numbers = numbersOfShard(3, 5);
    const batch = Array.from({ length: 300 }, (_, i) =>
      deliveryOf(articleOf(numbers[i % 5] ?? 0, Math.floor(i / 5) + 1), i + 1),
    );
    await adapter.write(batch);
    await adapter.close();

    const newest = new Map<string, number>();
    for (const message of await readJetstream(nats.url, config.stream)) {
      const { id, revision } = message.json<{ id: string; revision: number }>();
      expect(revision).toBe((newest.get(id) ?? 0) + 1);
      newest.set(id, revision);
    }
  });

  test("a record past the server's bound is refused alone", async () => {
    const small = await startNats({ maxPayload: 20_000 });
    const adapter = await load({ ...configOf(), url: small.url });
    const batch = [deliveryOf(articleOf(first, 1, "长".repeat(9_000)), 1), deliveryOf(articleOf(second), 2)];

    const receipts = await adapter.write(batch);

    expect(receipts.map((one) => one.outcome)).toEqual(["rejected", "stored"]);
    expect(receipts[0]?.reason).toContain("max_payload");
    await adapter.close();
    await small.stop();
  });

  test("a server without JetStream, a missing stream and a foreign subject are a person's to correct", async () => {
    const plain = await startNats({ jetstream: false });
    const there = configOf();
    await (await load(there)).open();
    const wrong = [
      { ...configOf(), url: plain.url },
      { ...configOf(), createStream: false },
      { ...there, subject: "elsewhere.{op}" },
    ];
    for (const config of wrong) {
      const adapter = await load(config);
      await expect(adapter.write([deliveryOf(articleOf(first), 1)])).rejects.toMatchObject({
        failure: "misconfigured",
        next: expect.stringContaining("JetStream"),
      });
      await adapter.close();
    }
    await plain.stop();
  });

  test("a server that stays silent is left at the deadline, and its secrets are not told", async () => {
    const proxy = await startProxy(nats.url);
    const adapter = await load({ ...configOf(), url: proxy.url, timeoutMs: 300 });
    proxy.blackhole();
    const failure: unknown = await adapter.write([deliveryOf(articleOf(first), 1)]).catch((error: unknown) => error);

    expect(failure).toMatchObject({ failure: "down" });
    expect(String(failure)).not.toContain("right");
    await adapter.close();
    await proxy.close();
  });

  test("a server that was killed is down, and takes the batch when it is back", async () => {
    const own = await startNats();
    const config = configOf();
    const adapter = await load({ ...config, url: own.url });
    await adapter.write([deliveryOf(articleOf(first), 1)]);
    await own.kill();
    await expect(adapter.write([deliveryOf(articleOf(second), 2)])).rejects.toMatchObject({ failure: "down" });
    await own.restart();

    expect(await adapter.write([deliveryOf(articleOf(second), 2)])).toMatchObject([{ outcome: "stored" }]);
    expect(await readJetstream(own.url, config.stream)).toHaveLength(2);
    await adapter.close();
    await own.stop();
  });

  test("a process that closed it ends by itself", async () => {
    expect(await endsByItself({ id: "js", type: "nats", url: nats.url, ...configOf() })).toBe(0);
  });
});
