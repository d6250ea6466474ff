import { storeSchema, type StoreAdapter } from "@caibian/schema";
import { needServer, startMariadb, startProxy, type MariadbServer } from "@caibian/testkit";
import { createConnection, type Connection, type RowDataPacket } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { articleOf, deliveryOf } from "../../fixtures/article.ts";
import { loadStore } from "../load-store.ts";

const MB = 1024 * 1024;
let server: MariadbServer;
let admin: Connection;

const load = (table: string, url = server.url): Promise<StoreAdapter> =>
  loadStore(storeSchema.parse({ id: "main", type: "mysql", url, table }));
const as = (user: string): string => server.url.replace("root@", `${user}:secret@`);
const outcomesOf = async (adapter: StoreAdapter, texts: readonly string[]): Promise<readonly unknown[]> => {
  const receipts = await adapter.write(texts.map((text, n) => deliveryOf(articleOf(n, 1, text), n + 1)));
  return receipts.map(({ outcome }) => outcome);
};

describe.runIf(needServer("mariadb", "publisher: the mysql store"))("a mysql store", () => {
  beforeAll(async () => {
    server = await startMariadb({ args: [`--max-allowed-packet=${String(MB)}`] });
    admin = await createConnection(server.url);
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });

  test("cuts a batch at the server's packet, and refuses alone a record that is larger", async () => {
    const adapter = await load("packets");
    await adapter.open();
    const third = "x".repeat(MB / 6);

    const outcomes = await outcomesOf(adapter, [third, third, "y".repeat(MB), third, third]);

    expect(outcomes).toEqual(["stored", "stored", "rejected", "stored", "stored"]);
    const [receipt] = await adapter.write([deliveryOf(articleOf(9, 1, "y".repeat(MB)), 9)]);
    expect(receipt?.reason).toContain("max_allowed_packet of 1048576");
    await adapter.close();
  });

  test("keeps times in UTC and text of four bytes a character", async () => {
    const adapter = await load("times");
    await adapter.open();
    await adapter.write([deliveryOf({ ...articleOf(1), title: "𠮷野家 🀄" }, 1)]);
    await adapter.close();

    const [rows] = await admin.query<RowDataPacket[]>("SELECT title, CAST(published_at AS CHAR) AS at FROM times");
    expect(rows).toEqual([{ title: "𠮷野家 🀄", at: "2024-06-07 08:05:02" }]);
  });

  test.each([
    ["a column of another type", "TABLE odd (id VARCHAR(64) PRIMARY KEY, revision TEXT)", /revision.*expected INT/],
    ["no key on id", "TABLE odd (id VARCHAR(64), revision INT, status TEXT)", /no key/],
    ["a view", "VIEW odd AS SELECT 1 AS id", /odd/],
  ])("%s in the way is said in words", async (_, ddl, words) => {
    await admin.query(`CREATE ${ddl}`);
    const failure: unknown = await (await load("odd")).open().catch((error: unknown) => error);
    await admin.query(`DROP ${ddl.startsWith("VIEW") ? "VIEW" : "TABLE"} odd`);

    expect(failure).toMatchObject({ failure: "misconfigured", message: expect.stringMatching(words) });
  });

  test("a user who may write and no more delivers to a table that was made for him, a reader does not", async () => {
    const made = await load("given");
    await made.open();
    await made.close();
    await admin.query("CREATE USER writer IDENTIFIED BY 'secret'");
    await admin.query("GRANT SELECT, INSERT, UPDATE ON caibian.given TO writer");
    await admin.query("CREATE USER reader IDENTIFIED BY 'secret'");
    await admin.query("GRANT SELECT ON caibian.given TO reader");
    const writer = await load("given", as("writer"));
    const reader = await load("given", as("reader"));
    await Promise.all([writer.open(), reader.open()]);

    expect(await outcomesOf(writer, ["text"])).toEqual(["stored"]);
    await expect(outcomesOf(reader, ["text", "more"])).rejects.toMatchObject({ failure: "misconfigured" });
    await Promise.all([writer.close(), reader.close()]);
  });

  test("a server that is read-only is down, and takes the batch when it is no more", async () => {
    await (await load("switched")).open();
    await admin.query("CREATE USER app IDENTIFIED BY 'secret'");
    await admin.query("GRANT SELECT, INSERT, UPDATE ON caibian.switched TO app");
    const adapter = await load("switched", as("app"));
    await adapter.open();
    await admin.query("SET GLOBAL read_only = 1");
    const failure: unknown = await outcomesOf(adapter, ["text"]).catch((error: unknown) => error);
    await admin.query("SET GLOBAL read_only = 0");

    expect(failure).toMatchObject({ failure: "down", exitCode: 4 });
    expect(await outcomesOf(adapter, ["text"])).toEqual(["stored"]);
    await adapter.close();
  });

  test("writers of the same new articles at the same moment do not end in a deadlock", async () => {
    const adapter = await load("crowded");
    await adapter.open();
    const batch = Array.from({ length: 50 }, (_, n) => deliveryOf(articleOf(n), n + 1));
    const newer = batch.map((_, n) => deliveryOf(articleOf(49 - n, 2), n + 101));
    const other = Array.from({ length: 50 }, (_, n) => deliveryOf(articleOf(n + 50), n + 1));

    await Promise.all([batch, newer, other, batch.toReversed()].map((one) => adapter.write(one)));

    const held: number[] = [];
    for await (const page of adapter.inventory?.() ?? []) held.push(...page.map((one) => one.revision));
    expect(held.toSorted((a, b) => a - b)).toEqual([...Array<number>(50).fill(1), ...Array<number>(50).fill(2)]);
    await adapter.close();
  });

  test("a server that was killed is down, and takes the batch again when it is back", async () => {
    const other = await startMariadb();
    const adapter = await load("killed", other.url);
    await adapter.open();
    expect(await outcomesOf(adapter, ["text"])).toEqual(["stored"]);
    await other.kill();
    await expect(outcomesOf(adapter, ["text", "more"])).rejects.toMatchObject({ failure: "down", exitCode: 4 });
    await other.restart();

    expect(await outcomesOf(adapter, ["text", "more"])).toEqual(["stale", "stored"]);
    await adapter.close();
    await other.stop();
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
});
