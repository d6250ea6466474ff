import { storeSchema } from "@caibian/schema";
import { startPostgres, type PostgresServer } from "@caibian/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

import { loadStore } from "../load-store.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

test("a database that is not there is a person's to correct", async () => {
  const missing = await loadStore(storeSchema.parse({ id: "main", type: "postgres", url: `${server.url}x` }));

  await expect(missing.open()).rejects.toMatchObject({ failure: "misconfigured" });
});
