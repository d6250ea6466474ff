import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { spawnUntil } from "../crash/spawn-until.ts";
import { readPostgres } from "../books/read-stores.ts";
import { startSite } from "../site/start-site.ts";
import { askPort } from "./free-port.ts";
import { needServer } from "./need.ts";
import { startPostgres, type PostgresServer } from "./postgres.ts";
import { startProxy } from "./proxy.ts";
import { startRedis, type RedisServer } from "./redis.ts";

const foldersOf = (name: string): string[] =>
  readdirSync(tmpdir()).filter((entry) => entry.startsWith(`caibian-${name}-`));
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}/stat`);

describe.runIf(needServer("postgres", "testkit: PostgreSQL"))("PostgreSQL", () => {
  let server: PostgresServer;
  const before = foldersOf("postgres");
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  async function ask(text: string, url = server.url): Promise<readonly unknown[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  }

  test("keeps what was committed over a SIGKILL and a restart", async () => {
    const url = await server.createDatabase("books");
    await ask("CREATE TABLE articles (id text, url text, revision int, status text, record jsonb)", url);
    await ask(
      `INSERT INTO articles VALUES ('a', 'u', 1, 'usable', '{"id":"a","revision":1,"title":"t"}'), ('b', null, 2, 'withdrawn', null)`,
      url,
    );
    const { pid } = server;

    await server.kill();
    expect(isAlive(pid)).toBe(false);
    await server.restart();

    expect(server.pid).not.toBe(pid);
    expect((await readPostgres(url, "articles")).records).toMatchObject([
      { id: "a", revision: 1, record: { title: "t" } },
      { id: "b", record: null },
    ]);
  });

  test("leaves no process and no folder behind", async () => {
    const other = await startPostgres();
    const { pid } = other;
    await other.stop();

    expect(isAlive(pid)).toBe(false);
    expect(foldersOf("postgres").filter((name) => !before.includes(name)).length).toBeLessThanOrEqual(1);
  });

  test("answers through a proxy, not while it is cut", async () => {
    const proxy = await startProxy(server.url);

    expect(await ask("SELECT 1 AS one", proxy.url)).toEqual([{ one: 1 }]);
    proxy.cut();
    await expect(ask("SELECT 1", proxy.url)).rejects.toThrow(/ECONNRESET|terminated/);
    proxy.resume();
    expect(await ask("SELECT 2 AS two", proxy.url)).toEqual([{ two: 2 }]);
    await proxy.close();
  });
});

describe.runIf(needServer("redis", "testkit: Redis"))("Redis", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis({ aof: true });
  });
  afterAll(() => server.stop());

  test("with AOF it keeps its keys over a restart, and forgets them on a wipe", async () => {
    await askPort(server.port, "SET story 1\r\n");
    await server.restart();
    expect(await askPort(server.port, "GET story\r\n")).toBe("$1\r\n1\r\n");

    await server.wipe();
    expect(await askPort(server.port, "GET story\r\n")).toBe("$-1\r\n");
    await askPort(server.port, "SET story 2\r\n");
    await server.wipe({ files: true });
    expect(await askPort(server.port, "GET story\r\n")).toBe("$-1\r\n");
  });

  test("a cut tail loses the last writes, and it starts all the same", async () => {
    await askPort(server.port, "SET first 1\r\n");
    await askPort(server.port, "SET last 1\r\n");
    await server.kill();
    server.cutTail(5);
    await server.restart();

    expect(await askPort(server.port, "GET first\r\n")).toBe("$1\r\n1\r\n");
    expect(await askPort(server.port, "GET last\r\n")).toBe("$-1\r\n");
  });

  test("out of memory it refuses writes until the bound is lifted", async () => {
    await server.boundMemory(1);
    expect(await askPort(server.port, "SET big 1\r\n")).toMatch(/^-OOM/);

    await server.boundMemory(0);
    expect(await askPort(server.port, "SET big 1\r\n")).toBe("+OK\r\n");
  });

  test("a kill ends it; the port is silent until the restart", async () => {
    await server.kill();
    expect(await askPort(server.port, "PING\r\n")).toBeNull();

    await server.restart();
    expect(await askPort(server.port, "PING\r\n")).toBe("+PONG\r\n");
  });
});

describe("the proxy", () => {
  test("delays by its latency, and a blackhole answers nothing until it resumes", async () => {
    const site = await startSite({ articles: 7 });
    const proxy = await startProxy(site.hosts[0]!.origin);
    const ask = () =>
      askPort(proxy.port, "GET /robots.txt HTTP/1.1\r\nHost: city.test\r\nConnection: close\r\n\r\n", 400);

    proxy.latency(60);
    const started = performance.now();
    expect(await ask()).toMatch(/^HTTP\/1\.1 200 /);
    expect(performance.now() - started).toBeGreaterThanOrEqual(100);
    proxy.latency(0);
    proxy.blackhole();
    expect(await ask()).toBeNull();
    proxy.resume();
    expect(await ask()).toMatch(/^HTTP\/1\.1 200 /);
    await proxy.close();
    await site.close();
  });

  test("lets no more bytes through than its bandwidth", async () => {
    const site = await startSite({ articles: 7 });
    const proxy = await startProxy(site.hosts[0]!.origin);
    const ask = () => askPort(proxy.port, "GET / HTTP/1.1\r\nHost: city.test\r\nConnection: close\r\n\r\n", 5000);
    await ask();

    proxy.bandwidth(500);
    const started = performance.now();
    expect(await ask()).toMatch(/^HTTP\/1\.1 /);
    expect(performance.now() - started).toBeGreaterThanOrEqual(100);
    proxy.bandwidth(null);
    await proxy.close();
    await site.close();
  });
});

describe("a crash", () => {
  const node = process.execPath;

  test("comes when the marker is printed", async () => {
    const code = `console.log("one"); console.error("half-" + "way"); setInterval(() => {}, 1000)`;
    const report = await spawnUntil({ command: node, args: ["-e", code], killAt: { marker: "half-way" } });

    expect(report).toMatchObject({ killed: true, signal: "SIGKILL", stdout: "one\n" });
  });

  test("comes at a random time, or not at all when the child was faster", async () => {
    const slow = await spawnUntil({
      command: node,
      args: ["-e", "setInterval(() => {}, 1000)"],
      killAt: { afterMs: [50, 150] },
    });
    const fast = await spawnUntil({ command: node, args: ["-e", "process.exitCode = 3"], killAt: { marker: "never" } });

    expect(slow).toMatchObject({ killed: true, signal: "SIGKILL" });
    expect(fast).toMatchObject({ killed: false, exitCode: 3, signal: null });
  });
});
