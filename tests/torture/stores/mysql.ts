import { needServer, readMysql, startMariadb, startProxy } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

const TABLE = "delivered";

/** A table on a MariaDB of its own. */
export async function startMysqlStore(): Promise<TestedStore | null> {
  if (!needServer("mariadb", "torture: mysql")) return null;
  const server = await startMariadb();
  const wire = await startProxy(server.url);
  const reading: TestedStore["reading"] = () => readMysql(server.url, TABLE);
  return {
    input: { id: "maria", type: "mysql", url: wire.url, table: TABLE },
    kind: "keyed",
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
