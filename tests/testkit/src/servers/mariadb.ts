import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { atExit, removeFolder, signalPid } from "./at-exit.ts";
import { askPort, freePort, waitUntil } from "./free-port.ts";

export interface MariadbOptions {
  /** More command-line arguments of mariadbd. */
  readonly args?: readonly string[];
}

/** A MariaDB of our own on a free port, in a folder of its own, with an empty database. */
export interface MariadbServer {
  /** `mysql://root@127.0.0.1:PORT/caibian`; root has no password. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Default SIGKILL. Resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and folder. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Debian keeps the server in sbin, which the PATH of a plain user lacks. */
const ENV = { ...process.env, PATH: [process.env.PATH ?? "", "/usr/sbin", "/usr/local/sbin"].join(delimiter) };
const SMALL = ["--innodb-log-file-size=32M", "--innodb-buffer-pool-size=32M"];

/** Makes a data folder and starts mariadbd on it, in some three seconds. */
export async function startMariadb(options: MariadbOptions = {}): Promise<MariadbServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "caibian-mariadb-"));
  install(folder);
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
  return {
    url: `mysql://root@127.0.0.1:${port}/caibian`,
    port,
    get pid() {
      return child.pid ?? 0;
    },
    kill,
    restart: async () => {
      await kill("SIGTERM");
      child = launch(port, folder, options);
      await isUp(port, child);
    },
    stop: async () => {
      await kill();
      forget();
      removeFolder(folder);
    },
  };
}

function install(folder: string): void {
  const args = ["--no-defaults", `--datadir=${join(folder, "data")}`, "--skip-test-db", "--skip-name-resolve"];
  const made = spawnSync(
    "mariadb-install-db",
    [...args, "--auth-root-authentication-method=normal", ...SMALL, ...asRoot()],
    { env: ENV, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`mariadb-install-db failed: ${made.stderr}${made.stdout}`);
  writeFileSync(join(folder, "init.sql"), "CREATE DATABASE IF NOT EXISTS caibian;\n");
}

function launch(port: number, folder: string, options: MariadbOptions): ChildProcess {
  const settings = [
    "--no-defaults",
    `--datadir=${join(folder, "data")}`,
    `--socket=${join(folder, "socket")}`,
    `--init-file=${join(folder, "init.sql")}`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    // No wait for the disk; with 0, a SIGKILL would lose what was acknowledged.
    "--innodb-flush-log-at-trx-commit=2",
    ...SMALL,
    ...asRoot(),
  ];
  const child = spawn("mariadbd", [...settings, ...(options.args ?? [])], { stdio: "ignore", env: ENV });
  child.on("error", (error) => process.stderr.write(`mariadbd: ${error.message}\n`));
  return child;
}

/** It will run as root only when it is told to. */
function asRoot(): readonly string[] {
  return process.getuid?.() === 0 ? ["--user=root"] : [];
}

// The server speaks first, as soon as it lets clients in.
function isUp(port: number, child: ChildProcess): Promise<void> {
  return waitUntil(
    `mariadbd on port ${port}`,
    async () => (await askPort(port, "", 500)) !== null,
    () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null,
  );
}
