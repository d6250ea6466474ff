import { recordOfRow, startBulkEndpoint, startProxy } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

const INDEX = "articles";

/** A search index behind the bulk API. */
export async function startElasticsearchStore(): Promise<TestedStore> {
  const server = await startBulkEndpoint();
  const wire = await startProxy(server.url);
  const reading: TestedStore["reading"] = () => {
    const records = server.documents(INDEX).map(({ source }) => recordOfRow({ ...source, id: source["article_id"] }));
    return Promise.resolve({ name: "elasticsearch", kind: "keyed", records });
  };
  return {
    input: { id: "search", type: "elasticsearch", url: wire.url, index: INDEX },
    kind: "keyed",
    wire,
    server: null,
    holding: holdingIn(reading),
    reading,
    close: async () => {
      await wire.close();
      await server.close();
    },
  };
}
