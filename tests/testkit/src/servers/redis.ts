import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { atExit, removeFolder, signalPid } from "./at-exit.ts";
import { askPort, freePort, waitUntil } from "./free-port.ts";

export interface RedisOptions {
  /** Append-only file, flushed every second. Default false: a kill forgets everything. */
  readonly aof?: boolean;
  /** Default `noeviction`. */
  readonly maxmemoryPolicy?: string;
  /** More command-line arguments of redis-server. */
  readonly args?: readonly string[];
}

/** A redis-server of our own on a free port, in a folder of its own. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Default SIGKILL. Resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and folder. */
  restart(): Promise<void>;
  /** Cuts so many bytes off the end of the append-only file, as a power cut may. For while it is down. */
  cutTail(bytes: number): void;
  /** Most memory, in bytes; 0: no bound. Past it, writes are refused (`-OOM`). */
  boundMemory(bytes: number): Promise<void>;
  /** Forgets every key (FLUSHALL), or with `files` also what lies on disk, by a kill and a start. */
  wipe(options?: { readonly files?: boolean }): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Starts redis-server from PATH. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "caibian-redis-"));
  let child = launch(port, folder, options);
  const forget = atExit(() => {
    signalPid(child.pid, "SIGKILL");
    removeFolder(folder);
  });
  await isUp(port, child);

  const kill = async (signal: NodeJS.Signals = "SIGKILL"): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  const restart = async (): Promise<void> => {
    await kill("SIGTERM");
    child = launch(port, folder, options);
    await isUp(port, child);
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0;
    },
    kill,
    restart,
    cutTail: (bytes) => {
      const path = lastAppendFile(folder);
      truncateSync(path, Math.max(0, statSync(path).size - bytes));
    },
    boundMemory: (bytes) => expectOk(port, `CONFIG SET maxmemory ${bytes}`),
    wipe: async ({ files = false } = {}) => {
      if (!files) return expectOk(port, "FLUSHALL");
      await kill();
      for (const name of ["appendonlydir", "dump.rdb"]) rmSync(join(folder, name), { recursive: true, force: true });
      await restart();
    },
    stop: async () => {
      await kill();
      forget();
      removeFolder(folder);
    },
  };
}

async function expectOk(port: number, command: string): Promise<void> {
  const answer = await askPort(port, `${command}\r\n`);
  if (answer?.startsWith("+OK") !== true) throw new Error(`Expected +OK from ${command}, got ${answer}`);
}

// Redis 7 keeps a base and numbered increments; the newest increment is the one that is written to.
function lastAppendFile(folder: string): string {
  const files = join(folder, "appendonlydir");
  const name = readdirSync(files)
    .filter((entry) => entry.endsWith(".incr.aof"))
    .sort((a, b) => numberIn(a) - numberIn(b))
    .at(-1);
  if (name === undefined) throw new Error(`Expected an append-only file in ${files}`);
  return join(files, name);
}

function numberIn(name: string): number {
  return Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1] ?? 0);
}

function launch(port: number, folder: string, options: RedisOptions): ChildProcess {
  const settings = {
    port: String(port),
    bind: "127.0.0.1",
    dir: folder,
    save: "",
    daemonize: "no",
    appendonly: options.aof === true ? "yes" : "no",
    "maxmemory-policy": options.maxmemoryPolicy ?? "noeviction",
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn("redis-server", [...args, ...(options.args ?? [])], { stdio: "ignore" });
  child.on("error", (error) => process.stderr.write(`redis-server: ${error.message}\n`));
  return child;
}

// Right after a restart with AOF the server answers -LOADING for a moment.
function isUp(port: number, child: ChildProcess): Promise<void> {
  return waitUntil(
    `redis-server on port ${port}`,
    async () => (await askPort(port, "PING\r\n", 500))?.startsWith("+PONG") ?? false,
    () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null,
  );
}
