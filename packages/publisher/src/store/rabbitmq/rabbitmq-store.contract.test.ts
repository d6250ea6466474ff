import { storeSchema, type Store } from "@caibian/schema";
import { needServer, startProxy, startRabbitmq, type Proxy, type RabbitmqServer } from "@caibian/testkit";
import { describe } from "vitest";

import { readQueue } from "../../fixtures/read-queue.ts";
import { storeContract } from "../contract/store-contract.test-suite.ts";
import { heldOf } from "../contract/store-kind.test-suite.ts";

let rabbitmq: RabbitmqServer;
let proxy: Proxy;
let made = 0;
/** The server's `max_message_size`, in bytes. */
const MAX_MESSAGE = 4_000_000;

describe.runIf(needServer("rabbitmq", "rabbitmq store"))("on rabbitmq-server", () => {
  storeContract({
    name: "rabbitmq",
    sort: "message",
    bad: (article) => ({ ...article, text: "x".repeat(MAX_MESSAGE) }),
    setUp: async () => {
      rabbitmq = await startRabbitmq();
      await rabbitmq.control("eval", `application:set_env(rabbit, max_message_size, ${String(MAX_MESSAGE)}).`);
      proxy = await startProxy(rabbitmq.url);
    },
    tearDown: async () => {
      await proxy.close();
      await rabbitmq.stop();
    },
    fresh: () => {
      const name = `articles-${String(made++)}`;
      const config = { id: "mq", type: "rabbitmq", url: proxy.url, exchange: name, queue: name };
      return Promise.resolve(storeSchema.parse(config));
    },
    held: async (store) => {
      const messages = await readQueue(rabbitmq.url, String((store as { queue: string | null }).queue));
      return messages.map((one) => heldOf(JSON.parse(one.content.toString()) as Record<string, unknown>));
    },
    withWrongCredentials: (store) => ({ ...store, url: proxy.url.replace("guest@", "wrong@") }) as Store,
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
