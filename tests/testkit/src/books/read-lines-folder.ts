import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { recordOf, type StoreReading, type StoreRecord } from "./store-reading.ts";

const CURRENT = "articles.jsonl";
const CLOSED = /^articles-\d{8}\.\d{4,}\.jsonl(\.gz)?$/;

/**
 * Reads a rotating jsonl Store as its docs tell a stranger to: the closed files, packed or plain, then the growing one
 * as far as its sidecar says. A folder that is not there yet is an empty Store.
 */
export async function readJsonlFolder(folder: string): Promise<StoreReading> {
  const names = await namesIn(folder);
  const closed = names.filter((name) => CLOSED.test(name) && !names.includes(`${name}.gz`));
  const records: StoreRecord[] = [];
  for (const name of closed) {
    const bytes = await readFile(join(folder, name));
    records.push(...recordsOf(name.endsWith(".gz") ? gunzipSync(bytes) : bytes, name));
  }
  if (names.includes(CURRENT)) records.push(...recordsOf(await readCommitted(folder, CURRENT), CURRENT));
  return { name: folder, kind: "file", records };
}

/** The files of a Store's folder and those below; none when it was not made yet. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return existsSync(folder) ? (await readdir(folder, { recursive: true })).sort() : [];
}

/** What counts of a growing file: a tail behind that was never acknowledged. */
export async function readCommitted(folder: string, name: string): Promise<Buffer> {
  const { length } = JSON.parse(await readFile(join(folder, `${name}.state`), "utf8")) as { readonly length: number };
  const bytes = await readFile(join(folder, name));
  if (bytes.length < length) throw new Error(`Expected ${length} bytes in ${name}, got ${bytes.length}`);
  return bytes.subarray(0, length);
}

/** The lines of a file of ours. Throws on a torn one. */
export function linesOf(bytes: Uint8Array, name: string): readonly string[] {
  const text = Buffer.from(bytes).toString("utf8");
  if (text !== "" && !text.endsWith("\n")) throw new Error(`Expected ${name} to end in a whole line`);
  return text.split("\n").filter((line) => line !== "");
}

/** The records of a file of lines. */
export function recordsOf(bytes: Uint8Array, name: string): readonly StoreRecord[] {
  return linesOf(bytes, name).map((line) => recordOf(JSON.parse(line)));
}
