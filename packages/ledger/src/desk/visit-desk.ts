import { connect, type Socket } from "node:net";

import type {
  ArticleLog,
  CurrentArticles,
  Frontier,
  HistoryLog,
  HostBook,
  ReprintBook,
  SqlPool,
} from "@caibian/schema";

import { LedgerBusyError } from "../errors.ts";
import type { OwnerNote } from "../folder/owner-note.ts";
import type { Ledger } from "../ledger.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import type { ScheduleBook } from "../schedule/schedule-book.ts";
import { readLines } from "./lines.ts";
import { CURRENT_METHODS, DESK_METHODS, HISTORY_METHODS, LOG_METHODS } from "./methods.ts";
import { askNewest, type SentDelivery } from "./newest-deliveries.ts";
import { errorOf, MOST_ANSWER_BYTES, readAnswer } from "./protocol.ts";

type Call = (...params: readonly unknown[]) => Promise<unknown>;

/** A Ledger whose desk and log are answered by the folder's owner. Null when nobody answers at its socket. */
export async function visitDesk(folder: string, note: OwnerNote): Promise<Ledger | null> {
  const socket = await open(note.socket);
  if (socket === null) return null;
  const line = new Line(socket, folder, note);
  const desk = Object.fromEntries(DESK_METHODS.map((name) => [name, line.caller(name)]));
  const door = (of: string, names: readonly string[]): unknown =>
    Object.fromEntries(names.map((name) => [name, line.caller(`${of}.${name}`)]));
  const current = door("current", CURRENT_METHODS) as CurrentArticles;
  const askSome = line.caller("current.newestDeliveries") as (
    ids: readonly string[],
  ) => Promise<readonly SentDelivery[]>;
  const busy = (): LedgerBusyError => busyError(folder, note);
  const refuse = (): Promise<never> => Promise.reject(busy());
  const owned = {
    engine: "pglite",
    role: "visitor",
    // Each name is one of the port's, and the owner answers with what its own returns.
    log: door("log", LOG_METHODS) as ArticleLog,
    history: door("history", HISTORY_METHODS) as HistoryLog,
    current: { ...current, newestDeliveries: (ids: readonly string[]) => askNewest(ids, askSome) },
    get frontier(): Frontier {
      throw busy();
    },
    get hosts(): HostBook {
      throw busy();
    },
    get reprints(): ReprintBook {
      throw busy();
    },
    get plans(): ScheduleBook {
      throw busy();
    },
    syncSources: refuse,
    addSources: refuse,
    beginVisit: refuse,
    commit: refuse,
    lastLooks: refuse,
    adopt: refuse,
    countSelected: refuse,
    put: refuse,
    readSelected: refuse,
    revise: refuse,
    leaseSource: refuse,
    leaseSchedules: refuse,
    leasePruning: refuse,
    settle: refuse,
    announceHealth: refuse,
    noteStore: refuse,
    endVisit: refuse,
    siteMemory: refuse,
    keepSiteMemory: refuse,
    sqlPool(): PgPoolLike & SqlPool {
      throw busy();
    },
    close: () => line.close(),
  } as const;
  // The same holds for the desk's names.
  return Object.defineProperties(desk, Object.getOwnPropertyDescriptors(owned)) as unknown as Ledger;
}

/** Says who has the folder. */
export function busyError(folder: string, note: OwnerNote | null): LedgerBusyError {
  return new LedgerBusyError({
    what: "the ledger is in use by another process",
    where: folder,
    why: note === null ? "its lock is held" : `process ${note.pid} has it since ${note.startedAt} (${note.command})`,
    next: "wait for it or stop it; status and articles work beside it; several writers need DATABASE_URL",
  });
}

/** One connection to the owner: calls go out, answers come back under their ids. */
class Line {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #folder: string;
  readonly #note: OwnerNote;
  #lastId = 0;

  constructor(socket: Socket, folder: string, note: OwnerNote) {
    this.#socket = socket;
    this.#folder = folder;
    this.#note = note;
    readLines(socket, MOST_ANSWER_BYTES, (line) => this.#take(line));
    // The close that follows tells whoever waits.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#hangUp());
  }

  caller(method: string): Call {
    return (...params) =>
      new Promise((resolve, reject) => {
        if (this.#socket.destroyed) {
          reject(this.#gone());
          return;
        }
        const id = ++this.#lastId;
        this.#waiting.set(id, { resolve, reject });
        this.#socket.ref();
        this.#socket.write(`${JSON.stringify({ id, method, params })}\n`);
      });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) {
        resolve();
        return;
      }
      this.#socket.once("close", () => resolve());
      this.#socket.destroy();
    });
  }

  #take(line: string): void {
    const answer = readAnswer(line);
    const waiting = answer === null ? undefined : this.#waiting.get(answer.id);
    if (answer === null || waiting === undefined) {
      this.#socket.destroy();
      return;
    }
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#socket.unref();
    if ("error" in answer) waiting.reject(errorOf(answer.error));
    else waiting.resolve(answer.value);
  }

  #hangUp(): void {
    for (const { reject } of this.#waiting.values()) reject(this.#gone());
    this.#waiting.clear();
  }

  #gone(): LedgerBusyError {
    return new LedgerBusyError({
      what: "the ledger's owner hung up",
      where: this.#folder,
      why: `process ${this.#note.pid} ended or was stopped`,
      next: "run the command again",
    });
  }
}

function open(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.once("error", () => {
      socket.destroy();
      resolve(null);
    });
  });
}
