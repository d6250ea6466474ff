import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

import { atExit, removeFolder, signalPid } from "./at-exit.ts";
import { freePort, waitUntil } from "./free-port.ts";
import { findPostgresBin, readableBin } from "./postgres-binaries.ts";

export interface PostgresOptions {
  /** Flush to disk as in production. Default false: fast, and safe against killed processes, not against power loss. */
  readonly fsync?: boolean;
  readonly maxConnections?: number;
  /** Where its folder is made, e.g. on a small disk. Default the system's temporary folder. */
  readonly parent?: string;
  /** More settings, `name: value`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A PostgreSQL server of our own on a free port, in a folder of its own. */
export interface PostgresServer {
  /** `postgres://postgres@127.0.0.1:PORT/postgres`; no password. */
  readonly url: string;
  readonly port: number;
  /** 0 when it has ended, by itself or by `kill`. */
  readonly pid: number;
  /** Makes an empty database and gives its URL. */
  createDatabase(name: string): Promise<string>;
  /** Default SIGKILL. Resolves when the postmaster is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const run = promisify(execFile);

/** Starts PostgreSQL: the npm package's binaries, else the system's. As root it runs under another existing user. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const found = findPostgresBin();
  if (found === null) throw new Error("Expected PostgreSQL binaries, got none: run npm ci, or install postgresql");
  const owner = process.getuid?.() === 0 ? otherUser() : null;
  const folder = mkdtempSync(join(options.parent ?? tmpdir(), "caibian-postgres-"));
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const bin = owner === null ? found : readableBin(found, folder);
  const data = join(folder, "data");
  const port = await freePort();
  const process_ = new Postmaster(bin, data, port, owner, options);
  const forget = atExit(() => {
    signalPid(process_.runningPid, "SIGQUIT");
    removeFolder(folder);
  });
  const initArgs = ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
  await run(join(bin, "initdb"), initArgs, { cwd: folder, ...owner });
  await process_.start();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return {
    url,
    port,
    get pid() {
      return process_.runningPid ?? 0;
    },
    createDatabase: (name) => createDatabase(url, name),
    kill: (signal = "SIGKILL") => process_.end(signal),
    restart: async () => {
      await process_.end("SIGINT");
      await process_.start();
    },
    stop: async () => {
      await process_.end("SIGQUIT");
      forget();
      removeFolder(folder);
    },
  };
}

/** Makes an empty database on the server of any of its databases, and gives its URL. */
export async function createDatabase(url: string, name: string): Promise<string> {
  await withClient(url, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`));
  return url.replace(/[^/]*$/, encodeURIComponent(name));
}

/** One postmaster process at a time on one data folder. */
class Postmaster {
  readonly #command: string;
  readonly #args: readonly string[];
  readonly #port: number;
  readonly #owner: Owner | null;
  #child: ChildProcess | null = null;

  constructor(bin: string, data: string, port: number, owner: Owner | null, options: PostgresOptions) {
    this.#command = join(bin, "postgres");
    this.#port = port;
    this.#owner = owner;
    // synchronous_commit stays on: without it a SIGKILL loses what was acknowledged, fsync or not.
    const durable = options.fsync === true ? "on" : "off";
    const settings = {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      fsync: durable,
      full_page_writes: durable,
      shared_buffers: "64MB",
      max_connections: String(options.maxConnections ?? 100),
      ...options.settings,
    };
    this.#args = [
      "-D",
      data,
      "-p",
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ];
  }

  get runningPid(): number | undefined {
    const child = this.#child;
    return child !== null && child.exitCode === null && child.signalCode === null ? child.pid : undefined;
  }

  // After a SIGKILL the old backends hold the shared memory for a moment: the new postmaster then ends at once.
  async start(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const child = spawn(this.#command, this.#args, { stdio: ["ignore", "ignore", "pipe"], ...this.#owner });
      this.#child = child;
      let said = "";
      child.stderr.on("data", (piece: Buffer) => (said = (said + piece.toString()).slice(-4000)));
      try {
        await waitUntil(
          `PostgreSQL on port ${this.#port}`,
          () => this.#answers(),
          () => this.runningPid === undefined,
        );
        return;
      } catch (error) {
        await this.end("SIGKILL");
        if (attempt >= 20 || !/shared memory|lock file|could not bind/.test(said))
          throw new Error(`PostgreSQL did not start: ${said}`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null || this.runningPid === undefined) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  async #answers(): Promise<boolean> {
    try {
      await withClient(`postgres://postgres@127.0.0.1:${this.#port}/postgres`, (client) => client.query("SELECT 1"));
      return true;
    } catch {
      // Not yet listening, or still in recovery: asked again.
      return false;
    }
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** An existing user that is not root: PostgreSQL refuses to run as root. */
function otherUser(): Owner {
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const [, , uid, gid] = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody") ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error("Expected a user postgres or nobody in /etc/passwd: PostgreSQL will not run as root");
  return { uid: Number(uid), gid: Number(gid) };
}
