import { startProxy, startWebhookSink } from "@caibian/testkit";

import type { TestedStore } from "./tested-store.ts";

/** A receiver of signed POSTs. */
export async function startWebhookStore(): Promise<TestedStore> {
  const sink = await startWebhookSink();
  const wire = await startProxy(sink.url);
  return {
    input: { id: "hook", type: "webhook", url: wire.url },
    wire,
    server: null,
    holding: (urls) => {
      const there = new Set(sink.reading().records.map(({ url }) => url));
      return Promise.resolve(new Set(urls.filter((url) => there.has(url))));
    },
    reading: () => Promise.resolve(sink.reading()),
    close: async () => {
      await wire.close();
      await sink.close();
    },
  };
}
