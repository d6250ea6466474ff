import { storeSchema, type Store } from "@caibian/schema";
import { needServer, startMariadb, startProxy, type MariadbServer, type Proxy } from "@caibian/testkit";
import { createConnection, type RowDataPacket } from "mysql2/promise";

import { storeContract } from "../contract/store-contract.test-suite.ts";
import { heldOf } from "../contract/store-kind.test-suite.ts";

let server: MariadbServer;
let proxy: Proxy;
let made = 0;
const tableOf = (store: Store): string => (store as { table: string }).table;

async function ask(sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = await createConnection(server.url);
  try {
    const [rows] = await client.query<RowDataPacket[]>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

if (needServer("mariadb", "publisher: the mysql store's contract"))
  storeContract({
    name: "mysql",
    sort: "keyed",
    bad: (article) => ({ ...article, publishedAt: "first thing in the morning" }),
    setUp: async () => {
      server = await startMariadb();
      proxy = await startProxy(server.url);
    },
    tearDown: async () => {
      await proxy.close();
      await server.stop();
    },
    fresh: () =>
      Promise.resolve(
        storeSchema.parse({ id: "main", type: "mysql", url: proxy.url, table: `articles_${String(made++)}` }),
      ),
    held: async (store) => (await ask(`SELECT * FROM ${tableOf(store)} ORDER BY id`)).map(heldOf),
    withWrongCredentials: (store) => ({ ...store, url: server.url.replace("root@", "nobody:wrong@") }) as Store,
    wire: () => ({
      cut: () => proxy.cut(),
      resume: () => {
        proxy.latency(0);
        proxy.resume();
      },
      slow: (ms) => proxy.latency(ms / 2),
    }),
    makeOlderTarget: async (store) => {
      await ask(`CREATE TABLE ${tableOf(store)} (id VARCHAR(64) PRIMARY KEY, revision INT, status TEXT, mine INT)`);
    },
  });
