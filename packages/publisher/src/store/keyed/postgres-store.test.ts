import { storeSchema, type Receipt, type StoreAdapter } from "@caibian/schema";
import { startPostgres, startProxy, type PostgresServer } from "@caibian/testkit";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { articleOf, deliveryOf, withdrawalOf } from "../../fixtures/article.ts";
import { loadStore } from "../load-store.ts";

let server: PostgresServer;
let admin: pg.Client;

beforeAll(async () => {
  server = await startPostgres();
  admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await server.stop();
});

const load = (table: string, url = server.url): Promise<StoreAdapter> =>
  loadStore(storeSchema.parse({ id: "main", type: "postgres", url, table }));
const as = (user: string): string => server.url.replace("postgres@", `${user}@`);

async function deliver(adapter: StoreAdapter, n = 1): Promise<readonly Receipt[]> {
  await adapter.open();
  try {
    return await adapter.write([deliveryOf(articleOf(n), 1)]);
  } finally {
    await adapter.close();
  }
}

test("a database that is not there is a person's to correct", async () => {
  await expect((await load("articles", `${server.url}x`)).open()).rejects.toMatchObject({ failure: "misconfigured" });
});

test.each([
  ["a column of another type", "CREATE TABLE odd (id text PRIMARY KEY, revision text)", /revision.*expected integer/],
  ["no key on id", "CREATE TABLE odd (id text, revision integer, status text)", /unique or exclusion/],
  ["a view", "CREATE VIEW odd AS SELECT 1 AS id", /odd/],
])("%s in the way is said in words", async (_, ddl, words) => {
  await admin.query(ddl);
  const failure: unknown = await (await load("odd")).open().catch((error: unknown) => error);
  await admin.query(`DROP ${ddl.startsWith("CREATE VIEW") ? "VIEW" : "TABLE"} odd`);

  expect(failure).toMatchObject({ failure: "misconfigured", message: expect.stringMatching(words) });
});

test("a user who may write and no more delivers to a table that was made for him", async () => {
  await (await load("given")).open();
  await admin.query("CREATE ROLE writer LOGIN; GRANT SELECT, INSERT, UPDATE ON given TO writer");
  await admin.query("CREATE ROLE reader LOGIN; GRANT SELECT ON given TO reader");

  expect((await deliver(await load("given", as("writer"))))[0]?.outcome).toBe("stored");
  await expect(deliver(await load("given", as("reader")))).rejects.toMatchObject({
    failure: "misconfigured",
    why: expect.stringContaining("permission denied"),
  });
});

test("a replica that takes no writes is down, and goes on when it is the primary", async () => {
  const adapter = await load("switched");
  await deliver(adapter);
  await admin.query("CREATE ROLE replica LOGIN; GRANT SELECT, INSERT, UPDATE ON switched TO replica");
  await admin.query("ALTER ROLE replica SET default_transaction_read_only = on");
  const replica = await load("switched", as("replica"));
  await replica.open();

  await expect(replica.write([deliveryOf(articleOf(2), 2)])).rejects.toMatchObject({ failure: "down", exitCode: 4 });
  await admin.query("ALTER ROLE replica SET default_transaction_read_only = off");
  expect((await replica.write([deliveryOf(articleOf(2), 2)]))[0]?.outcome).toBe("stored");
  await replica.close();
});

test("a table in a schema of its own", async () => {
  await admin.query("CREATE SCHEMA news");

  expect((await deliver(await load("news.articles")))[0]?.outcome).toBe("stored");
  expect((await admin.query("SELECT id FROM news.articles")).rowCount).toBe(1);
});

test("an idle connection that the server ends costs no batch", async () => {
  const adapter = await load("ended");
  await adapter.open();
  await adapter.write([deliveryOf(articleOf(1), 1)]);
  await admin.query(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'caibian store main'",
  );
  const receipts = await adapter.write([deliveryOf(articleOf(2), 2)]).catch(() => null);

  // The news of its end may come after the statement went out on it: then the batch comes again.
  expect((receipts ?? (await adapter.write([deliveryOf(articleOf(2), 2)])))[0]?.outcome).toBe("stored");
  await adapter.close();
});

test("the table of the version before is taken as it is, with what is in it", async () => {
  await admin.query(
    `CREATE TABLE before (id text PRIMARY KEY, revision integer NOT NULL, status text NOT NULL, url text, title text,
      source text, region text, published_at timestamptz, updated_at timestamptz, content_hash text,
      committed_at timestamptz, record jsonb)`,
  );
  await admin.query("INSERT INTO before (id, revision, status) VALUES ($1, 7, 'usable')", [articleOf(1).id]);

  expect((await deliver(await load("before")))[0]?.outcome).toBe("stale");
  expect((await admin.query("SELECT revision FROM before")).rows).toEqual([{ revision: 7 }]);
});

test("a takedown leaves id, url and revision in the row", async () => {
  const adapter = await load("taken_down");
  await deliver(adapter);
  await adapter.open();
  await adapter.write([{ ...withdrawalOf(articleOf(1, 2), 2), erase: true }]);
  await adapter.close();

  const { rows } = await admin.query<Record<string, unknown>>("SELECT * FROM taken_down");
  const { id, url } = articleOf(1);
  const empty = { title: null, source: null, region: null, published_at: null, record: null, content_hash: null };
  expect(rows).toEqual([expect.objectContaining({ id, url, revision: 2, status: "withdrawn", ...empty })]);
});

test("reads an inventory of more than one page", async () => {
  const adapter = await load("many");
  await adapter.open();
  await admin.query(
    "INSERT INTO many (id, revision, status) SELECT 'a' || i, 1, 'usable' FROM generate_series(1, 2500) AS i",
  );
  const ids = new Set<string>();
  for await (const page of adapter.inventory?.() ?? []) for (const { articleId } of page) ids.add(articleId);
  await adapter.close();

  expect(ids.size).toBe(2_500);
});

test("a write that hangs ends when it is told to stop, and the store closes at once", async () => {
  const proxy = await startProxy(server.url);
  const adapter = await load("hanging", proxy.url);
  await adapter.open();
  proxy.blackhole();

  const context = { replay: false, signal: AbortSignal.timeout(200) };
  await expect(adapter.write([deliveryOf(articleOf(1), 1)], context)).rejects.toMatchObject({ failure: "transient" });
  await adapter.close();
  await proxy.close();
}, 5_000);
