import { open, readdir, rename, rm, writeFile, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";

import { makeFolder } from "@caibian/schema";

import { PublishError, StoreMisconfiguredError } from "../../errors.ts";
import { erasedText, readErased, type Erased } from "./erased.ts";
import { takeFileLock, type FileLock } from "./file-lock.ts";
import { isMissing, readState, syncFile, syncFolder, writeState, type FolderState, type Move } from "./folder-state.ts";

const NEWLINE = 10;

/**
 * A file that only grows, and the state of the folder it lies in. The state is the truth: a tail that it does not
 * count is cut off, a move that it names is done, a file written aside that it does not name is removed.
 */
export class LineFile {
  readonly folder: string;
  readonly name: string;
  readonly #storeId: string;
  readonly #isAside: (name: string) => boolean;
  readonly #path: string;
  #lock: FileLock | null = null;
  #file: FileHandle | null = null;
  #state: FolderState = { v: 1, length: 0, shards: {} };
  #erased: Erased = new Map();

  /** `isAside`: which other names the Store writes aside in its folder, before they take another's place. */
  constructor(storeId: string, folder: string, name: string, isAside: (name: string) => boolean) {
    this.#storeId = storeId;
    this.#isAside = isAside;
    this.folder = folder;
    this.name = name;
    this.#path = join(folder, name);
  }

  /** True between `open` and `close`. */
  get isOpen(): boolean {
    return this.#lock !== null;
  }

  /** The state that counts now. After a failure it is read anew first. */
  async state(): Promise<FolderState> {
    await this.#ready();
    return this.#state;
  }

  /** What was taken down in this folder. */
  async erased(): Promise<Erased> {
    await this.#ready();
    return this.#erased;
  }

  /** Takes the folder's lock, or throws StoreTakenError, and sets right what a crash left. */
  async open(): Promise<void> {
    await makeFolder(this.folder);
    this.#lock = takeFileLock(`${this.#path}.lock`, this.#storeId);
    await this.#load();
    await this.#removeStrays();
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    try {
      await file?.close();
    } finally {
      this.#lock?.release();
      this.#lock = null;
    }
  }

  /** Adds text at the end, durably, with the state that it brings. */
  async append(text: string, next: Omit<FolderState, "length" | "v">): Promise<void> {
    const file = await this.#ready();
    const bytes = Buffer.from(text, "utf8");
    const { length } = this.#state;
    await writeAt(file, bytes, length);
    await file.datasync();
    await this.#commit({ ...next, v: 1, length: length + bytes.length });
  }

  /**
   * Puts files that were written aside, durably, in their places, and a new state with them: all or nothing. A move
   * of the growing file itself leaves an empty one.
   *
   * @param erased what these moves take down, to be remembered with them
   */
  async replace(moves: readonly Move[], next: Omit<FolderState, "v" | "moves">, erased?: Erased): Promise<void> {
    const file = await this.#ready();
    const all = erased === undefined ? moves : [...moves, await this.#writeErased(erased)];
    this.#file = null;
    await file.close();
    await syncFolder(this.folder);
    await this.#commit({ ...next, v: 1, moves: all });
    await this.#load();
  }

  /** After a failure nothing is known of the folder: the next write reads it anew. */
  async drop(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    // The failure before is the one to be told.
    await file?.close().catch(() => undefined);
  }

  async #ready(): Promise<FileHandle> {
    // Without the lock another process may be writing here.
    if (this.#lock === null)
      throw new PublishError({ code: "E_STORE_CLOSED", what: "the store is not open", where: this.#storeId });
    return this.#file ?? this.#load();
  }

  async #commit(state: FolderState): Promise<void> {
    await writeState(this.#statePath, state);
    this.#state = state;
  }

  async #writeErased(more: Erased): Promise<Move> {
    const to = `${this.name}.erased`;
    const from = `${to}.new`;
    await writeFile(join(this.folder, from), erasedText(new Map([...this.#erased, ...more])));
    await syncFile(join(this.folder, from));
    return { from, to };
  }

  async #removeStrays(): Promise<void> {
    const ours = new Set(["", ".state", ".erased"].map((end) => `${this.name}${end}.new`));
    for (const name of await readdir(this.folder)) {
      if (ours.has(name) || this.#isAside(name)) await rm(join(this.folder, name));
    }
  }

  /** Rows are gone that were confirmed: what comes next must not be glued to the rest of one. */
  #shrunk(size: number, length: number): StoreMisconfiguredError {
    return new StoreMisconfiguredError({
      code: "E_STORE_SHRUNK",
      what: "a store's file is shorter than what was confirmed",
      where: `${this.#storeId}: ${this.#path}`,
      why: `it has ${String(size)} bytes, and had ${String(length)}`,
      next: `put the file back; or remove ${this.name}.state to go on with what is there, and send the rest again with caibian verify ${this.#storeId} --repair`,
    });
  }

  get #statePath(): string {
    return `${this.#path}.state`;
  }

  async #load(): Promise<FileHandle> {
    const found = await readState(this.#statePath);
    if (found !== null) this.#state = found;
    const { moves = [], ...settled } = this.#state;
    for (const move of moves) await finish(this.folder, move);
    // Before there is a growing file again: a move of it that is done twice would put the empty one in its place.
    if (moves.length > 0) await this.#commit(settled);
    this.#erased = await readErased(`${this.#path}.erased`);
    const file = await openOrCreate(this.#path);
    this.#file = file;
    const { size } = await file.stat();
    if (found === null) {
      // A file without a sidecar keeps what it has. From here on a line without a sidecar cannot be.
      await this.#commit({ ...settled, length: size === 0 ? 0 : await endLine(file, size) });
    } else if (size > settled.length) await file.truncate(settled.length);
    else if (size < settled.length) {
      await this.drop();
      throw this.#shrunk(size, settled.length);
    }
    return file;
  }
}

/** Does a move, unless it was done before. */
async function finish(folder: string, { from, to }: Move): Promise<void> {
  const target = join(folder, to);
  await makeFolder(dirname(target));
  try {
    await rename(join(folder, from), target);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  await syncFolder(dirname(target));
  await syncFolder(folder);
}

/** Ends the last line of a file that has some; gives the file's length. */
async function endLine(file: FileHandle, size: number): Promise<number> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer[0] === NEWLINE) return size;
  await writeAt(file, Buffer.from([NEWLINE]), size);
  await file.datasync();
  return size + 1;
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if (isMissing(error)) return open(path, "w+");
    throw error;
  }
}

async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
