import { chmodSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";

const IN_MEMORY = "/dev/shm";
const ENOUGH = 6 * 1024 ** 3;

/** A folder that the tests of one run share. */
export interface TestFolder {
  readonly path: string;
  remove(): void;
}

/**
 * Makes the folder for the tests' own files: in memory where there is plenty, since nearly every test begins a database
 * and the thousand files of one cost a disk more than the test does. A TMPDIR of the caller's is kept.
 */
export function makeTestFolder(): TestFolder {
  const isOurs = process.env.TMPDIR === undefined && hasRoom();
  const path = mkdtempSync(join(isOurs ? IN_MEMORY : tmpdir(), "cb-"));
  // PostgreSQL's and other servers run as users of their own.
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize >= ENOUGH && freemem() >= ENOUGH;
  } catch {
    // No such file system: the system's own folder does.
    return false;
  }
}
