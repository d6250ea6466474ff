import { storeSchema, type Store } from "@caibian/schema";
import { startBulkEndpoint, startProxy, type BulkEndpoint, type Proxy } from "@caibian/testkit";

import { storeContract } from "../contract/store-contract.test-suite.ts";
import { heldOf } from "../contract/store-kind.test-suite.ts";

let server: BulkEndpoint;
let proxy: Proxy;
let made = 0;
const indexOf = (store: Store): string => (store as { index: string }).index;

// The same adapter and the same API for both; the endpoint is the testkit's own.
for (const name of ["elasticsearch", "opensearch"] as const) {
  storeContract({
    name,
    sort: "keyed",
    bad: (article) => ({ ...article, publishedAt: "first thing in the morning" }),
    setUp: async () => {
      server = await startBulkEndpoint({ authorization: "ApiKey c2VjcmV0" });
      proxy = await startProxy(server.url);
    },
    tearDown: async () => {
      await proxy.close();
      await server.close();
    },
    fresh: () => {
      const index = `articles-${String(made++)}`;
      return Promise.resolve(
        storeSchema.parse({ id: "search", type: name, url: proxy.url, index, apiKey: "c2VjcmV0" }),
      );
    },
    held: (store) =>
      Promise.resolve(
        server
          .documents(indexOf(store))
          .map(({ source }) => heldOf({ ...source, id: source["article_id"] }))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      ),
    withWrongCredentials: (store) => ({ ...store, apiKey: "b2xk" }) as Store,
    wire: () => ({
      cut: () => proxy.cut(),
      resume: () => {
        proxy.latency(0);
        proxy.resume();
      },
      slow: (ms) => proxy.latency(ms / 2),
    }),
    makeOlderTarget: async (store) => {
      const properties = { article_id: { type: "keyword" }, revision: { type: "integer" }, mine: { type: "keyword" } };
      await fetch(`${server.url}/${indexOf(store)}`, {
        method: "PUT",
        headers: { authorization: "ApiKey c2VjcmV0", "content-type": "application/json" },
        body: JSON.stringify({ mappings: { properties } }),
      });
    },
  });
}
