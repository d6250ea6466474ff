import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** How far one shard has come into the file. */
export interface ShardMark {
  readonly seq: number;
  /** When that row was committed. A smaller seq at a later time is a new ledger's, not a repeat. */
  readonly at: string;
}

/** What of the file counts: everything after `length` was cut short by a crash. */
export interface Sidecar {
  readonly v: 1;
  readonly length: number;
  readonly shards: Readonly<Record<string, ShardMark>>;
}

/** Reads the sidecar; null when there is none. */
export async function readSidecar(path: string): Promise<Sidecar | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  return parseSidecar(text, path);
}

/** Puts the sidecar in the place of the last one, durably: a crash leaves one or the other, whole. */
export async function writeSidecar(path: string, sidecar: Sidecar): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, "w");
  try {
    await file.writeFile(JSON.stringify(sidecar));
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function parseSidecar(text: string, path: string): Sidecar {
  const value: unknown = JSON.parse(text);
  if (
    typeof value === "object" &&
    value !== null &&
    "v" in value &&
    value.v === 1 &&
    "length" in value &&
    "shards" in value
  ) {
    return value as Sidecar;
  }
  throw new SyntaxError(`${path} is not a sidecar of a jsonl store`);
}
