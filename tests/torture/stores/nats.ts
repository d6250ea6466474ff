import { needServer, readJetstream, startNats, startProxy } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

const STREAM = "NEWS";

/** A JetStream stream, which drops by itself what comes again within two minutes. */
export async function startNatsStore(): Promise<TestedStore | null> {
  if (!needServer("nats", "torture: nats")) return null;
  const server = await startNats();
  const wire = await startProxy(server.url);
  const reading: TestedStore["reading"] = () => readJetstream(server.url, STREAM);
  return {
    input: { id: "jet", type: "nats", url: wire.url, stream: STREAM },
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
