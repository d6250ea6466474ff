import { startProxy, startWebhookSink } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

/** While it refuses, every so many records are "wrong": not all, which would be the receiver's fault. */
const REFUSED = 3;

/** A receiver of signed POSTs. */
export async function startWebhookStore(): Promise<TestedStore> {
  let isRefusing = false;
  const sink = await startWebhookSink({ fail: (count) => (isRefusing && count % REFUSED === 0 ? 422 : null) });
  const wire = await startProxy(sink.url);
  const reading: TestedStore["reading"] = () => Promise.resolve(sink.reading());
  return {
    input: { id: "hook", type: "webhook", url: wire.url },
    kind: "message",
    wire,
    server: null,
    refusal: {
      begin: () => void (isRefusing = true),
      end: () => void (isRefusing = false),
      count: () => sink.received.filter(({ status }) => status >= 300).length,
    },
    holding: holdingIn(reading),
    reading,
    close: async () => {
      await wire.close();
      await sink.close();
    },
  };
}
