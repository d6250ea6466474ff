import { beforeEach, expect, test } from "vitest";

import type { Ledger } from "../ledger.ts";
import { onEveryEngine } from "../testkit/on-every-engine.ts";

onEveryEngine("what a ledger lends to others", (opened, engine) => {
  let ledger: Ledger;

  beforeEach(() => {
    ledger = opened();
  });

  test("keeps a host's memory by version: who learnt from an older one is told so", async () => {
    expect(await ledger.siteMemory("memory.example")).toBe(null);
    expect(await ledger.keepSiteMemory("memory.example", null, '{"v":1}')).toBe(true);
    expect(await ledger.keepSiteMemory("memory.example", null, '{"v":0}')).toBe(false);
    const first = await ledger.siteMemory("memory.example");
    expect(await ledger.keepSiteMemory("memory.example", first!.version, '{"v":1,"pages":2}')).toBe(true);
    expect(await ledger.keepSiteMemory("memory.example", first!.version, '{"v":0}')).toBe(false);

    expect(await ledger.siteMemory("memory.example")).toEqual({ version: "2", memory: '{"v":1,"pages":2}' });
  });

  test("gives a pool whose transactions stand alone and whose notifications arrive", async () => {
    const pool = ledger.sqlPool();
    await pool.query("CREATE SCHEMA IF NOT EXISTS bullmq");
    await pool.query("CREATE TABLE IF NOT EXISTS bullmq.job_test (n integer, data jsonb)");
    const listener = await pool.connect();
    const heard = new Promise((resolve) => listener.on("notification", (message) => resolve(message.payload)));
    await listener.query("LISTEN jobs_test");
    const client = await pool.connect();
    await client.query("BEGIN");
    await client.query("INSERT INTO job_test VALUES ($1, $2)", [1, { a: '甲"\\' }]);

    const meanwhile = pool.query({ text: "SELECT count(*) AS n FROM job_test", values: [] });
    await expect(client.query("SELECT no_such_column FROM job_test")).rejects.toMatchObject({ code: "42703" });
    await client.query("ROLLBACK");
    client.release();

    expect((await meanwhile).rows).toEqual([{ n: "0" }]);
    await pool.query("SELECT pg_notify('jobs_test', 'ding')");
    expect(await heard).toBe("ding");
    listener.release();
    expect((await ledger.status()).engine).toBe(engine.name);
  });
});
