import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { recordOfRow } from "./read-stores.ts";
import type { StoreReading } from "./store-reading.ts";

const MOST_BYTES = 500_000_000;

/** Reads a MySQL Store's table (columns id, url, revision, status, record) with the server's own client. */
export async function readMysql(url: string, table = "articles"): Promise<StoreReading> {
  const { hostname, port, username, pathname } = new URL(url);
  const columns = ["id", "url", "revision", "status", "record"].map((name) => `'${name}', \`${name}\``).join(", ");
  const server = ["--no-defaults", "--protocol=tcp", `--host=${hostname}`, `--port=${port}`, `--user=${username}`];
  const form = ["--default-character-set=utf8mb4", "--batch", "--raw", "--skip-column-names", pathname.slice(1)];
  const args = [...server, ...form, `--execute=SELECT JSON_OBJECT(${columns}) FROM \`${table}\``];
  const { stdout } = await promisify(execFile)("mariadb", args, { maxBuffer: MOST_BYTES });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { name: `mysql#${table}`, kind: "keyed", records: lines.map((line) => recordOfRow(JSON.parse(line))) };
}
