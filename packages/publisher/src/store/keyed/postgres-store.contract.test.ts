import { startPostgres, startProxy, type PostgresServer, type Proxy } from "@caibian/testkit";
import { storeSchema, type Store } from "@caibian/schema";
import pg from "pg";

import { storeContract } from "../contract/store-contract.test-suite.ts";
import { heldOf } from "../contract/store-kind.test-suite.ts";

let server: PostgresServer;
let proxy: Proxy;
let made = 0;
const tableOf = (store: Store): string => (store as { table: string }).table;

async function ask(sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

storeContract({
  name: "postgres",
  sort: "keyed",
  bad: (article) => ({ ...article, text: "before\u0000after" }),
  setUp: async () => {
    server = await startPostgres();
    proxy = await startProxy(server.url);
  },
  tearDown: async () => {
    await proxy.close();
    await server.stop();
  },
  fresh: () =>
    Promise.resolve(
      storeSchema.parse({ id: "main", type: "postgres", url: proxy.url, table: `articles_${String(made++)}` }),
    ),
  held: async (store) => (await ask(`SELECT * FROM ${tableOf(store)} ORDER BY id`)).map(heldOf),
  withWrongCredentials: (store) => ({ ...store, url: server.url.replace("postgres@", "nobody@") }) as Store,
  wire: () => ({
    cut: () => proxy.cut(),
    resume: () => {
      proxy.latency(0);
      proxy.resume();
    },
    slow: (ms) => proxy.latency(ms / 2),
  }),
  makeOlderTarget: async (store) => {
    await ask(`CREATE TABLE ${tableOf(store)} (id text PRIMARY KEY, revision integer, status text, mine int)`);
  },
});
