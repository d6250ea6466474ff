import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { makeFolder, messageOf, toBeijing } from "@caibian/schema";

import { serveDesk } from "./desk/serve-desk.ts";
import { busyError, visitDesk } from "./desk/visit-desk.ts";
import { LedgerUnreachableError } from "./errors.ts";
import { takeLock, type FolderLock } from "./folder/lock.ts";
import { leaveNote, readNote } from "./folder/owner-note.ts";
import { socketPath } from "./folder/socket-path.ts";
import type { Ledger, LedgerOptions } from "./ledger.ts";
import { SqlLedger } from "./sql-ledger.ts";

/** How long a visitor waits for an owner that has the lock and does not answer yet: it is opening its tables. */
const OWNER_OPENS_MS = 10_000;
const ASK_AGAIN_MS = 50;

/**
 * Opens the ledger: PGlite in a folder, or a PostgreSQL server. Each engine is loaded when it is asked for.
 * A folder has one owner at a time. Who comes second gets `LedgerBusyError`, or, as a visitor, the owner's desk.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const log = options.log ?? ((): void => undefined);
  if (/^postgres(?:ql)?:\/\//.test(options.location)) {
    const { openServer } = await import("./server-ground.ts");
    return new SqlLedger(await openServer(options.location, log));
  }
  const folder = resolve(options.location);
  await makeOwnFolder(folder);
  if (options.role !== "visitor") {
    const lock = takeLock(folder);
    if (lock === null) throw busyError(folder, readNote(folder));
    return own(folder, lock, log);
  }
  for (const start = Date.now(); Date.now() - start < OWNER_OPENS_MS; await sleep(ASK_AGAIN_MS)) {
    const lock = takeLock(folder);
    if (lock !== null) return own(folder, lock, log);
    const note = readNote(folder);
    const visited = note === null ? null : await visitDesk(folder, note);
    if (visited !== null) return visited;
  }
  throw busyError(folder, readNote(folder));
}

/** Opens the tables of a folder whose lock is held, and its desk. */
async function own(folder: string, lock: FolderLock, log: (text: string) => void): Promise<Ledger> {
  try {
    const { openEmbedded } = await import("./folder/embedded-ground.ts");
    const ground = await openEmbedded({ folder, log });
    const socket = socketPath(folder);
    const close = async (): Promise<void> => {
      await desk?.close();
      await ground.close();
      lock.release();
    };
    const ledger = new SqlLedger({ ...ground, close });
    // Some mounts take no sockets: the ledger works there all the same, only without visitors.
    const desk = await serveDesk(ledger, socket).catch((error: unknown) => {
      log(`status and articles will not work beside this process: ${messageOf(error)} (${socket})`);
      return null;
    });
    leaveNote(folder, {
      pid: process.pid,
      startedAt: toBeijing(Date.now()),
      command: process.argv.slice(1).join(" ").slice(0, 200),
      socket,
    });
    return ledger;
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function makeOwnFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder, 0o700);
  } catch (error) {
    throw new LedgerUnreachableError({
      what: "the ledger's folder could not be made",
      where: folder,
      why: messageOf(error),
      next: "give another folder under `ledger:` in caibian.yaml",
      cause: error,
    });
  }
}
