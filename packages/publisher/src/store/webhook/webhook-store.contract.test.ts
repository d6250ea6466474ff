import { storeSchema } from "@caibian/schema";
import { startProxy, type Proxy } from "@caibian/testkit";

import { startReceiver, type Receiver } from "../../fixtures/receiver.ts";
import { storeContract } from "../contract/store-contract.test-suite.ts";
import { heldOf } from "../contract/store-kind.test-suite.ts";

let receiver: Receiver;
let proxy: Proxy;

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
    receiver.answer = ({ body }) => ({ status: body.includes("refuse me") ? 422 : 204 });
    return Promise.resolve(storeSchema.parse({ id: "hook", type: "webhook", url: proxy.url }));
  },
  held: () =>
    Promise.resolve(
      receiver.received.map(({ body }) => heldOf((JSON.parse(body) as { data: Record<string, unknown> }).data)),
    ),
  // A receiver has no credentials to be asked at the start; 401 is read in judge-answer's own tests.
  withWrongCredentials: null,
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
