import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";

/** A PostgreSQL server of the test's own. */
export interface PostgresServer {
  readonly url: string;
  /** A database of its own on that server. */
  fresh(): Promise<string>;
  stop(): Promise<void>;
}

// PostgreSQL will not run as root: as root, the test starts it as nobody.
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Starts a server on a free port, or answers null where no PostgreSQL is installed. */
export async function startPostgres(): Promise<PostgresServer | null> {
  const bin = findBin();
  if (bin === null) {
    console.log("NOT RUN: the ledger on PostgreSQL (no server found below /usr/lib/postgresql)");
    return null;
  }
  const root = mkdtempSync(join(tmpdir(), "caibian-pg-"));
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (isRoot) chownSync(root, NOBODY, NOBODY);
  const data = join(root, "data");
  const init = spawnSync(join(bin, "initdb"), ["-D", data, "-U", "caibian", "-A", "trust", "-E", "UTF8", "--no-sync"], {
    ...user,
    cwd: root,
    encoding: "utf8",
  });
  if (init.status !== 0) throw new Error(`initdb failed: ${init.stderr}`);
  const port = await freePort();
  const server = spawn(
    join(bin, "postgres"),
    ["-D", data, "-p", String(port), "-k", root, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"],
    { ...user, cwd: root, stdio: "ignore" },
  );
  const url = `postgres://caibian@127.0.0.1:${port}/postgres`;
  await answers(url);
  let databases = 0;
  return {
    url,
    async fresh() {
      const name = `ledger_${++databases}`;
      await once(url, `CREATE DATABASE ${name}`);
      return url.replace(/postgres$/, name);
    },
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGQUIT");
      await ended;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function findBin(): string | null {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, "bin")).find((bin) => existsSync(join(bin, "initdb"))) ?? null;
}

async function answers(url: string): Promise<void> {
  for (const start = Date.now(); ; await sleep(50)) {
    try {
      await once(url, "SELECT 1");
      return;
    } catch (error) {
      if (Date.now() - start > 20_000) throw error;
    }
  }
}

async function once(url: string, query: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(query);
  await client.end();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
