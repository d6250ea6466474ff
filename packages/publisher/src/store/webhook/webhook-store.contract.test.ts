import { storeSchema, type Store } from "@caibian/schema";
import { startProxy, type Proxy } from "@caibian/testkit";
import { describe } from "vitest";

import { startReceiver, type Received, type Receiver } from "../../fixtures/receiver.ts";
import { storeContract } from "../contract/store-contract.test-suite.ts";
import { heldOf, type Held } from "../contract/store-kind.test-suite.ts";

let receiver: Receiver;
let proxy: Proxy;
const RIGHT = "Bearer right";

function dataOf({ body }: Received): readonly Held[] {
  const events = JSON.parse(body) as OneOrMany<{ readonly data: Record<string, unknown> }>;
  return (Array.isArray(events) ? events : [events]).map(({ data }) => heldOf(data));
}

type OneOrMany<T> = T | readonly T[];

describe.each([{}, { batch: true }, { concurrency: 4 }])("as %o", (config) => {
  storeContract({
    name: "webhook",
    sort: "message",
    bad: (article) => ({ ...article, title: "refuse me" }),
    setUp: async () => {
      receiver = await startReceiver();
      proxy = await startProxy(receiver.url);
    },
    tearDown: async () => {
      await proxy.close();
      await receiver.stop();
    },
    fresh: () => {
      receiver.received.length = 0;
      receiver.answer = ({ headers, body }) => {
        if (headers["authorization"] !== RIGHT) return { status: 401 };
        return { status: body.includes("refuse me") ? 422 : 204 };
      };
      const headers = { Authorization: RIGHT };
      return Promise.resolve(storeSchema.parse({ id: "hook", type: "webhook", url: proxy.url, headers, ...config }));
    },
    held: () => Promise.resolve(receiver.received.flatMap(dataOf)),
    withWrongCredentials: (store) => ({ ...store, headers: { Authorization: "Bearer wrong" } }) as Store,
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
