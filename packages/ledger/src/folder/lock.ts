import { join } from "node:path";

import Database from "libsql";

/** The folder's lock, held. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder's lock, or answers null when another process (or this one) holds it. The kernel holds it, on a
 * small SQLite file in an exclusive transaction: it is free the moment its holder dies, whatever files are left.
 */
export function takeLock(folder: string): FolderLock | null {
  const database = new Database(join(folder, "lock.db"), { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  return { release: () => void database.close() };
}

function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "SQLITE_BUSY") || error.message.includes("database is locked");
}
