import pg from "pg";
import { readPostgres, startPostgres, startProxy } from "@caibian/testkit";

import type { TestedStore } from "./tested-store.ts";

const TABLE = "delivered";

/** A table on a PostgreSQL server of its own. */
export async function startPostgresStore(): Promise<TestedStore> {
  const server = await startPostgres();
  const wire = await startProxy(server.url);
  return {
    input: { id: "main", type: "postgres", url: wire.url, table: TABLE },
    kind: "keyed",
    wire,
    server,
    holding: async (urls) => {
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      try {
        const { rows } = await client.query<{ url: string }>(`SELECT url FROM "${TABLE}" WHERE url = ANY($1)`, [urls]);
        return new Set(rows.map(({ url }) => url));
      } finally {
        await client.end();
      }
    },
    reading: () => readPostgres(server.url, TABLE),
    close: async () => {
      await wire.close();
      await server.stop();
    },
  };
}
