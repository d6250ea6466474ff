import { needServer, startPostgres } from "@caibian/testkit";
import pg from "pg";

import { wipeTables } from "../fixtures/wipe-tables.ts";
import { queueContract } from "./queue.test-suite.ts";

const isThere = needServer("postgres", "queue: PostgreSQL");

queueContract("PostgreSQL", isThere, async () => {
  const server = await startPostgres();
  const pool = new pg.Pool({
    connectionString: server.url,
    options: "-c search_path=bullmq",
    keepAlive: true,
    max: 20,
  });
  pool.on("error", () => undefined);
  pool.setMaxListeners(0);
  return {
    engine: { kind: "postgres", pool },
    address: { kind: "postgres", url: server.url },
    bounce: async () => {
      await server.kill();
      await server.restart();
    },
    wipe: () => wipeTables(pool),
    stop: async () => {
      await pool.end();
      await server.stop();
    },
  };
});
