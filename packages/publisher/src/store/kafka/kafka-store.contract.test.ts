import { storeSchema, type Store } from "@caibian/schema";
import { needServer, startKafkaMock, startProxy, type KafkaMock, type Proxy } from "@caibian/testkit";
import { describe } from "vitest";

import { startPickyBroker, type PickyBroker } from "../../fixtures/picky-broker.ts";
import { readTopic } from "../../fixtures/read-topic.ts";
import { storeContract } from "../contract/store-contract.test-suite.ts";
import { heldOf } from "../contract/store-kind.test-suite.ts";

let kafka: KafkaMock;
let picky: PickyBroker;
let proxy: Proxy;
let made = 0;
const portOf = (broker: string): number => Number(broker.split(":")[1]);

describe.runIf(needServer("kcat", "kafka store"))("on librdkafka's mock cluster", () => {
  storeContract({
    name: "kafka",
    sort: "message",
    bad: (article) => ({ ...article, title: "refuse me" }),
    setUp: async () => {
      kafka = await startKafkaMock();
      picky = await startPickyBroker(portOf(kafka.broker), (records) => records.includes("refuse me"));
      proxy = await startProxy(`kafka://127.0.0.1:${String(picky.port)}`);
      kafka.advertise(proxy.port);
    },
    tearDown: async () => {
      await proxy.close();
      await picky.stop();
      await kafka.stop();
    },
    fresh: () =>
      Promise.resolve(
        storeSchema.parse({
          id: "bus",
          type: "kafka",
          brokers: [`127.0.0.1:${String(proxy.port)}`],
          topic: `articles-${String(made++)}`,
          createTopic: true,
          // What is compressed, the broker in between cannot read.
          compression: "none",
        }),
      ),
    held: async (store) => {
      const messages = await readTopic(kafka.broker, (store as { topic: string }).topic);
      return messages.map(({ value }) => heldOf(JSON.parse(value ?? "null") as Record<string, unknown>));
    },
    // The mock knows no SASL: a broker that does not is told from one that is away.
    withWrongCredentials: (store) =>
      ({ ...store, sasl: { mechanism: "plain", username: "caibian", password: "wrong" } }) as Store,
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
