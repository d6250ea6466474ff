import { needServer, readQueue, startProxy, startRabbitmq } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

const QUEUE = "news";

/** A durable queue that nobody takes from. */
export async function startRabbitmqStore(): Promise<TestedStore | null> {
  if (!needServer("rabbitmq", "torture: rabbitmq")) return null;
  const server = await startRabbitmq();
  const wire = await startProxy(server.url);
  const reading: TestedStore["reading"] = () => readQueue(server.url, QUEUE);
  return {
    input: { id: "rabbit", type: "rabbitmq", url: wire.url, queue: QUEUE },
    kind: "message",
    wire,
    server,
    holding: holdingIn(reading),
    reading,
    close: async () => {
      await wire.close();
      await server.stop();
    },
  };
}
