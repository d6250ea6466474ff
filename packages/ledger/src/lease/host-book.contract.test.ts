import type { HostMemory } from "@caibian/schema";
import { afterAll, beforeAll, beforeEach, describe, expect, test, type TestContext } from "vitest";

import type { Ledger } from "../ledger.ts";
import { openLedger } from "../open.ts";
import { openFresh, testEngines } from "../testkit/engines.ts";

const HOUR = 3_600_000;
const MEMORY: HostMemory = {
  waitMs: 0,
  gapMs: 2000,
  latencyMs: 120,
  extraMs: 0,
  failures: 0,
  coolings: 0,
  cause: null,
  answers: 0,
  day: "2026-06-08",
  used: 7,
};
const BLOCKED: HostMemory = { ...MEMORY, waitMs: HOUR, failures: 1, coolings: 1, cause: "blocked:jsl" };

describe.each(testEngines())("the book of hosts on $name", (engine) => {
  let ledger: Ledger;
  let isHere = false;
  let serial = 0;
  let host: string;

  beforeAll(async () => {
    const opened = await openFresh(engine);
    if (opened === null) return;
    ledger = opened;
    isHere = true;
  });
  afterAll(async () => {
    if (isHere) await ledger.close();
    await engine.stop();
  });
  beforeEach((context: TestContext) => {
    if (!isHere) context.skip();
    host = `h${++serial}.test:8080`;
  });

  test("a host is held by one at a time, and what it left is handed on", async () => {
    const first = await ledger.hosts.take(host);
    expect(first).toMatchObject({ memory: null, wasLeftOpen: false });
    expect(await ledger.hosts.take(host)).toBeNull();

    await first?.release(MEMORY);

    const second = await ledger.hosts.take(host);
    expect(second).toMatchObject({ memory: MEMORY, wasLeftOpen: false });
    await second?.release(MEMORY);
  });

  test("spans run on by the database's clock", async () => {
    await (await ledger.hosts.take(host))?.release({ ...MEMORY, waitMs: 5000 });
    const left = async (): Promise<number> => {
      const hold = await ledger.hosts.take(host);
      const waitMs = hold?.memory?.waitMs ?? Number.NaN;
      await hold?.release({ ...MEMORY, waitMs });
      return waitMs;
    };

    const [before, after] = [await left(), await left()];

    expect(before).toBeGreaterThan(3000);
    expect(before).toBeLessThanOrEqual(5000);
    expect(after).toBeLessThanOrEqual(before);
  });

  test("a report shows the hosts that are left alone first, why, since when and until when", async () => {
    const hold = await ledger.hosts.take(host);
    await hold?.save(BLOCKED);
    const [since] = (await ledger.hostStates({ host })).map((one) => one.since);
    await hold?.release({ ...BLOCKED, used: 8 });

    const [state] = await ledger.hostStates();

    expect(state).toMatchObject({ host, cause: "blocked:jsl", since, gapMs: 2000, used: 8 });
    const leftMs = Date.parse(state?.until ?? "") - Date.now();
    expect(leftMs).toBeGreaterThan(HOUR - 60_000);
    expect(leftMs).toBeLessThanOrEqual(HOUR + 1000);
  });

  test("one visit of a source at a time", async () => {
    const lease = await ledger.leaseSource("s");

    expect(await ledger.leaseSource("s")).toBeNull();
    expect(await ledger.leaseSource("t")).not.toBeNull();
    await lease?.release();
    expect(await ledger.leaseSource("s")).not.toBeNull();
  });

  test.runIf(engine.name === "postgres")("a process that dies leaves its hosts open and free", async () => {
    const location = await engine.location();
    if (location === null) return;
    const [one, other] = [await openLedger({ location }), await openLedger({ location })];
    const hold = await other.hosts.take(host);
    await hold?.save(BLOCKED);
    expect(await one.hosts.take(host)).toBeNull();

    // Its connections end, nothing is released.
    await other.close();

    expect(await one.hosts.take(host)).toMatchObject({ wasLeftOpen: true, memory: { cause: "blocked:jsl" } });
    await one.close();
  });

  test.runIf(engine.name === "postgres")(
    "a connection that breaks loses the host, and it can be had again",
    async () => {
      const location = await engine.location();
      if (location === null) return;
      const [one, other] = [await openLedger({ location }), await openLedger({ location })];
      const hold = await one.hosts.take(host);

      await other.sqlPool({ schema: "public" }).query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      await expect.poll(() => hold?.lost.aborted, { timeout: 5000 }).toBe(true);

      expect(await one.hosts.take(host)).toMatchObject({ wasLeftOpen: true });
      await one.close();
      await other.close();
    },
  );
});
