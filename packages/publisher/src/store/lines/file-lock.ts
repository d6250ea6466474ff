import Database from "libsql";

import { StoreTakenError } from "../../errors.ts";

/** A lock that the kernel frees when its holder dies. */
export interface FileLock {
  release(): void;
}

/**
 * Takes the lock, or throws StoreTakenError at once. It is a SQLite file held in BEGIN EXCLUSIVE: Node has no flock,
 * and a pid in a file says nothing after a crash.
 */
export function takeFileLock(path: string, storeId: string): FileLock {
  const held = new Database(path, { timeout: 0 });
  try {
    held.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    held.close();
    if (
      error instanceof Error &&
      "code" in error &&
      typeof error.code === "string" &&
      error.code.startsWith("SQLITE_BUSY")
    ) {
      throw new StoreTakenError({
        code: "E_STORE_TAKEN",
        what: "another process writes to this store",
        where: `${storeId}: ${path}`,
        next: "end the other process, or let it do the work",
        cause: error,
      });
    }
    throw error;
  }
  return {
    release: () => {
      held.exec("ROLLBACK");
      held.close();
    },
  };
}
