import { startProxy, startWebhookSink } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

/** A receiver of signed POSTs. */
export async function startWebhookStore(): Promise<TestedStore> {
  const sink = await startWebhookSink();
  const wire = await startProxy(sink.url);
  const reading: TestedStore["reading"] = () => Promise.resolve(sink.reading());
  return {
    input: { id: "hook", type: "webhook", url: wire.url },
    wire,
    server: null,
    holding: holdingIn(reading),
    reading,
    close: async () => {
      await wire.close();
      await sink.close();
    },
  };
}
