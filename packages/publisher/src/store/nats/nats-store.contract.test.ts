import { storeSchema, type Store } from "@caibian/schema";
import { needServer, startNats, startProxy, type NatsServer, type Proxy } from "@caibian/testkit";
import { describe } from "vitest";

import { boundMessages, readJetstream } from "../../fixtures/read-jetstream.ts";
import { storeContract } from "../contract/store-contract.test-suite.ts";
import { heldOf } from "../contract/store-kind.test-suite.ts";

let nats: NatsServer;
let proxy: Proxy;
let made = 0;
/** `max_msg_size` of the stream, below the server's `max_payload`. */
const MAX_MESSAGE = 2_000_000;

describe.runIf(needServer("nats", "nats store"))("on nats-server", () => {
  storeContract({
    name: "nats",
    sort: "message",
    bad: (article) => ({ ...article, text: "x".repeat(2 * MAX_MESSAGE) }),
    refuseBad: (store) => boundMessages(nats.url, (store as { stream: string }).stream, MAX_MESSAGE),
    setUp: async () => {
      nats = await startNats();
      proxy = await startProxy(nats.url);
    },
    tearDown: async () => {
      await proxy.close();
      await nats.stop();
    },
    fresh: () => {
      const stream = `S${String(made++)}`;
      const subject = `${stream}.{region}.{op}`;
      return Promise.resolve(storeSchema.parse({ id: "js", type: "nats", url: proxy.url, stream, subject }));
    },
    held: async (store) => {
      const messages = await readJetstream(nats.url, (store as { stream: string }).stream);
      return messages.map((one) => heldOf(one.json<Record<string, unknown>>()));
    },
    withWrongCredentials: (store) => ({ ...store, url: proxy.url.replace("right@", "wrong@") }) as Store,
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
