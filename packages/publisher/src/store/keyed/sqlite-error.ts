import { messageOf } from "@caibian/schema";

import { fileError, StoreMisconfiguredError, StoreTransientError, type StoreError } from "../../errors.ts";

const ANY_OF_THE_FILE =
  /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|BUSY|LOCKED|PERM|AUTH|NOMEM|PROTOCOL|SCHEMA|ABORT|INTERRUPT|ERROR)/;
const BUSY = /^SQLITE_(BUSY|LOCKED|SCHEMA|INTERRUPT)/;
const LOCKED = /^SQLITE_(BUSY|LOCKED)/;
/** What SQLite has no code of its own for: a view in the table's place, a table without a unique id. */
const OTHER_TABLE = /^SQLITE_ERROR$/;
/** libsql gives SQLITE_CANTOPEN no code: no right to the file, or a folder in its place. */
const CANNOT_OPEN = /^ConnectionFailed\(/;

/** True when an error is about the file; every other is about the row that was bound. */
export function isAboutTheFile(error: unknown): boolean {
  return ANY_OF_THE_FILE.test(codeOf(error));
}

/** True while another connection holds the database. */
export function isLocked(error: unknown): boolean {
  return LOCKED.test(codeOf(error));
}

/** The StoreError for what libsql threw. */
export function sqliteError(storeId: string, path: string, error: unknown): StoreError {
  const facts = { where: `${storeId}: ${path}`, why: messageOf(error), cause: error };
  const code = codeOf(error);
  if (BUSY.test(code)) {
    return new StoreTransientError({
      ...facts,
      code: "E_STORE_BUSY",
      what: "a store's database is busy",
      next: "nothing: it is tried again; if it stays so, end whoever else holds the database in a transaction",
    });
  }
  if (OTHER_TABLE.test(code)) {
    return new StoreMisconfiguredError({
      ...facts,
      code: "E_STORE_TABLE",
      what: "a store's table is not one that we can write to",
      next: "give the store another table, or correct this one",
    });
  }
  if (CANNOT_OPEN.test(facts.why)) {
    return new StoreMisconfiguredError({
      ...facts,
      code: "E_STORE_PATH",
      what: "a store's database cannot be opened",
      next: "correct the store's path or its permissions",
    });
  }
  return fileError(storeId, path, error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
