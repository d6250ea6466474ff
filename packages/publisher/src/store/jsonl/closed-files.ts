import { access, readdir, rename, rm } from "node:fs/promises";
import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

import { syncFile, syncFolder } from "../lines/folder-state.ts";
import { readLines } from "../lines/read-lines.ts";

const CLOSED = /^articles-(\d{8})\.(\d{4,})\.jsonl(\.gz)?$/;

/** True for the name under which a closed file is written aside: packed, or without what was taken down. */
export function isClosedAside(name: string): boolean {
  return name.endsWith(".new") && CLOSED.test(name.slice(0, -".new".length));
}

/** Removes the plain one where a closed file is there packed too: a crash came between the packing and the removal. */
export async function removeTwins(folder: string): Promise<void> {
  const names = new Set(await readdir(folder));
  const twins = [...names].filter((name) => CLOSED.test(name) && names.has(`${name}.gz`));
  for (const name of twins) await rm(join(folder, name));
  if (twins.length > 0) await syncFolder(folder);
}

/** The closed files of a jsonl Store, oldest first. One that is there plain and packed is told once, packed. */
export async function closedFiles(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => CLOSED.test(name));
  const packed = new Set(names);
  return names.filter((name) => !packed.has(`${name}.gz`)).sort();
}

/** A name for the next file of a day (`YYYYMMDD`): `articles-20260501.0001.jsonl`. */
export async function nextClosedName(folder: string, day: string): Promise<string> {
  let last = 0;
  for (const name of await closedFiles(folder)) {
    const [, of, number] = CLOSED.exec(name) ?? [];
    if (of === day) last = Math.max(last, Number(number));
  }
  return `articles-${day}.${String(last + 1).padStart(4, "0")}.jsonl`;
}

/** Gzips every closed file that is still plain, one after another. A crash leaves the plain one; it is done again. */
export async function packClosed(folder: string, signal: AbortSignal): Promise<void> {
  for (const name of await readdir(folder)) {
    if (signal.aborted) return;
    if (!CLOSED.test(name) || name.endsWith(".gz")) continue;
    await pack(join(folder, name), signal);
    await syncFolder(folder);
  }
}

async function pack(path: string, signal: AbortSignal): Promise<void> {
  const aside = `${path}.gz.new`;
  await pipeline(createReadStream(path), createGzip(), createWriteStream(aside), { signal });
  await syncFile(aside);
  await rename(aside, `${path}.gz`);
  await rm(path);
}

/** The lines of a closed file, which may have been packed since it was listed. */
export async function* readClosed(folder: string, name: string): AsyncGenerator<string> {
  let path = join(folder, name);
  try {
    await access(path);
  } catch {
    path = `${path}.gz`;
  }
  yield* readLines(path);
}
