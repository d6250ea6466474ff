import { randomUUID } from "node:crypto";
import { open, readdir, readFile, rename, unlink } from "node:fs/promises";
import { join } from "node:path";

import { isMissing } from "./errors.ts";
import type { RemovedPage } from "./record.ts";
import { syncFolder } from "./sync-folder.ts";

/** A record that is to be overwritten: where it lies, how long its member is, and what is still said of it. */
export interface PlannedErasure extends RemovedPage {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
}

const NAME = /^erasing-[0-9a-f-]{36}\.json$/;

/**
 * Notes what is about to be overwritten, on the disk when this returns: half an overwritten record could not tell any
 * more how long it was. Answers the note's path.
 */
export async function writeJournal(folder: string, planned: readonly PlannedErasure[]): Promise<string> {
  const path = join(folder, `erasing-${randomUUID()}.json`);
  // Under its name only when it is whole: whoever finds it carries it out.
  const draft = `${path}.tmp`;
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(JSON.stringify(planned));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
  await syncFolder(folder);
  return path;
}

/** Journals of erasures that were not carried out to the end, or that another process is at. */
export async function openJournals(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => NAME.test(name)).map((name) => join(folder, name));
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw cause;
  }
}

/** What a journal says; nothing when another process came to its end meanwhile. */
export async function readJournal(path: string): Promise<readonly PlannedErasure[]> {
  try {
    // Written by `writeJournal`, whole, and by nothing else.
    return JSON.parse(await readFile(path, "utf8")) as readonly PlannedErasure[];
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw cause;
  }
}

/** Forgets a journal that was carried out. */
export async function dropJournal(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
  }
}
