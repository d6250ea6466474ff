import { recordOfRow, startBulkEndpoint, startProxy, type StoreReading } from "@caibian/testkit";

import type { TestedStore } from "./tested-store.ts";

const INDEX = "articles";

/** A search index behind the bulk API. */
export async function startElasticsearchStore(): Promise<TestedStore> {
  const server = await startBulkEndpoint();
  const wire = await startProxy(server.url);
  const read = (): StoreReading => ({
    name: "elasticsearch",
    kind: "keyed",
    records: server.documents(INDEX).map(({ source }) => recordOfRow({ ...source, id: source["article_id"] })),
  });
  return {
    input: { id: "search", type: "elasticsearch", url: wire.url, index: INDEX },
    wire,
    server: null,
    holding: (urls) => {
      const there = new Set(read().records.map(({ url }) => url));
      return Promise.resolve(new Set(urls.filter((url) => there.has(url))));
    },
    reading: () => Promise.resolve(read()),
    close: async () => {
      await wire.close();
      await server.close();
    },
  };
}
