import { randomBytes } from "node:crypto";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

import { CaibianError, makeFolder, messageOf, type WarcPosition } from "@caibian/schema";

import { readRecordAt } from "../warc/read-warc.ts";
import { readResponse, type ReadPage } from "../warc/read-response.ts";
import { ArchiveError, cannotWrite, ErasedPageError } from "./errors.ts";
import { isMarker } from "./marker.ts";
import { MAX_FILE_MS } from "./old-files.ts";
import { infoRecord, responseRecord, revisitRecord, type ArchivedPage, type UnchangedPage } from "./record.ts";
import { syncFolder } from "./sync-folder.ts";

/** Bounds of an archive. */
export interface ArchiveOptions {
  /** A file that has grown past this gets no more records. Default 512 MB. */
  readonly maxFileBytes?: number;
  /** So long after a file was begun it gets no more records, in milliseconds: then it may be pruned. Default a day. */
  readonly maxFileMs?: number;
  /** Written into each file's first record. Default `caibian`. */
  readonly software?: string;
  /** After a failed write, how long the archive takes nothing, in milliseconds. Default 60 000. */
  readonly lostMs?: number;
}

/** The raw pages (WARC 1.1, one gzip member a record). */
export interface Archive {
  /** Takes a record and says where it will lie. It is in memory until `flush`, or until a megabyte has gathered. */
  append(page: ArchivedPage): Promise<WarcPosition>;
  /** Notes a look that found nothing new (a revisit record). Nothing points at it: it needs no flush. */
  appendRevisit(page: UnchangedPage): Promise<void>;
  /** Brings everything appended so far to the disk: one write and one fsync, none when nothing is new. */
  flush(): Promise<void>;
  /** The page at a position. Throws ErasedPageError where it was erased on request, ArchiveError where there is none. */
  read(position: WarcPosition): Promise<ReadPage>;
  close(): Promise<void>;
}

/**
 * Opens a folder of raw pages, made when it is missing. Each opener writes files of its own, begun with its
 * first record: workers share a folder, and the torn tail that a crash leaves is never written after.
 */
export async function openArchive(folder: string, options: ArchiveOptions = {}): Promise<Archive> {
  try {
    await makeFolder(folder);
  } catch (cause) {
    throw cannotWrite(folder, cause);
  }
  return new WarcArchive(folder, options);
}

/** Records wait in memory up to this size: a write a page would cost as much as its fetch. */
const GATHER_BYTES = 1024 * 1024;

interface OpenFile {
  readonly name: string;
  readonly handle: FileHandle;
  readonly begunMs: number;
  /** Bytes that are written. */
  size: number;
  isDirty: boolean;
  /** Records that are not written yet, and their bytes. */
  waiting: Buffer[];
  waitingBytes: number;
}

class WarcArchive implements Archive {
  readonly #folder: string;
  readonly #maxFileBytes: number;
  readonly #maxFileMs: number;
  readonly #software: string;
  readonly #lostMs: number;
  readonly #unique = `${process.pid}-${randomBytes(4).toString("hex")}`;
  #file: OpenFile | null = null;
  /**
   * A failed write or fsync takes records with it that were promised a place (the next fsync may succeed without
   * their bytes: seen on Linux). All that is appended or flushed for a while after it fails too, so that nobody who
   * appended before commits; then a new file is begun.
   */
  #lost: { readonly error: ArchiveError; readonly atMs: number } | null = null;
  #files = 0;
  /** Writes happen one after the other: an offset is known only when the record before is down. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, options: ArchiveOptions) {
    this.#folder = folder;
    this.#maxFileBytes = options.maxFileBytes ?? 512 * 1024 * 1024;
    this.#maxFileMs = options.maxFileMs ?? MAX_FILE_MS;
    this.#software = options.software ?? "caibian";
    this.#lostMs = options.lostMs ?? 60_000;
  }

  async append(page: ArchivedPage): Promise<WarcPosition> {
    const { head, tail } = responseRecord(page);
    // A page of 40 KB takes 0.2 ms: the way to the thread pool and back would cost as much again.
    const member = gzipSync(Buffer.concat([head, page.bytes, tail]), { level: 1 });
    return this.#inTurn(() => this.#write(member, page.fetchedAt));
  }

  async appendRevisit(page: UnchangedPage): Promise<void> {
    const member = gzipSync(revisitRecord(page), { level: 1 });
    await this.#inTurn(() => this.#write(member, page.fetchedAt));
  }

  async flush(): Promise<void> {
    await this.#inTurn(async () => {
      this.#throwIfLost();
      if (this.#file !== null) await this.#bringDown(this.#file);
    });
  }

  async read(position: WarcPosition): Promise<ReadPage> {
    await this.#inTurn(async () => {
      if (this.#file?.name === position.file) await this.#writeWaiting(this.#file);
    });
    // The position comes from the ledger: it names a file of this folder and nothing else.
    const path = join(this.#folder, basename(position.file));
    try {
      const record = await readRecordAt(path, position.offset);
      if (isMarker(record)) throw new ErasedPageError(`${path}@${position.offset}`);
      return readResponse(record, path);
    } catch (cause) {
      if (cause instanceof ErasedPageError) throw cause;
      throw noPage(path, position.offset, cause);
    }
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#endFile());
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(forget);
    return result;
  }

  async #write(member: Buffer, at: string): Promise<WarcPosition> {
    this.#throwIfLost();
    if (this.#file !== null && this.#isFull(this.#file)) await this.#endFile();
    const file = (this.#file ??= await this.#beginFile(at));
    const offset = file.size + file.waitingBytes;
    file.waiting.push(member);
    file.waitingBytes += member.length;
    if (file.waitingBytes >= GATHER_BYTES) await this.#writeWaiting(file);
    return { file: file.name, offset };
  }

  #isFull({ size, waitingBytes, begunMs }: OpenFile): boolean {
    return size + waitingBytes >= this.#maxFileBytes || Date.now() - begunMs >= this.#maxFileMs;
  }

  #throwIfLost(): void {
    if (this.#lost === null) return;
    if (performance.now() - this.#lost.atMs < this.#lostMs) throw this.#lost.error;
    this.#lost = null;
  }

  async #lose(file: OpenFile, cause: unknown): Promise<ArchiveError> {
    const error = cannotWrite(join(this.#folder, file.name), cause);
    this.#lost = { error, atMs: performance.now() };
    this.#file = null;
    // Half a record may be down: cut it off.
    await file.handle.truncate(file.size).catch(forget);
    await file.handle.close().catch(forget);
    return error;
  }

  /** Writes what waits. Where that fails, the pages are not committed, and the next Visit fetches them again. */
  async #writeWaiting(file: OpenFile): Promise<void> {
    if (file.waiting.length === 0) return;
    const bytes = Buffer.concat(file.waiting);
    file.waiting = [];
    file.waitingBytes = 0;
    try {
      file.isDirty = true;
      await file.handle.appendFile(bytes);
    } catch (cause) {
      throw await this.#lose(file, cause);
    }
    file.size += bytes.length;
  }

  async #bringDown(file: OpenFile): Promise<void> {
    await this.#writeWaiting(file);
    if (file.isDirty) await this.#sync(file);
  }

  async #beginFile(at: string): Promise<OpenFile> {
    const day = new Date(at).toISOString().slice(0, 10).replaceAll("-", "");
    const name = `caibian-${day}-${this.#unique}-${++this.#files}.warc.gz`;
    const path = join(this.#folder, name);
    let handle: FileHandle | null = null;
    try {
      handle = await open(path, "ax");
      const info = gzipSync(infoRecord(at, name, this.#software), { level: 1 });
      await handle.appendFile(info);
      await syncFolder(this.#folder);
      return { name, handle, begunMs: Date.now(), size: info.length, isDirty: true, waiting: [], waitingBytes: 0 };
    } catch (cause) {
      // Nobody was promised a place in it. A disk that is full has better use for its inodes than empty files.
      if (handle !== null) {
        await handle.close().catch(forget);
        await unlink(path).catch(forget);
      }
      throw cannotWrite(path, cause);
    }
  }

  async #sync(file: OpenFile): Promise<void> {
    try {
      await file.handle.datasync();
      file.isDirty = false;
    } catch (cause) {
      throw await this.#lose(file, cause);
    }
  }

  async #endFile(): Promise<void> {
    const file = this.#file;
    if (file === null) return;
    await this.#bringDown(file);
    this.#file = null;
    await file.handle.close();
  }
}

function noPage(path: string, offset: number, cause: unknown): ArchiveError {
  return new ArchiveError({
    code: "E_WARC_RECORD",
    what: "The archive has no page there",
    where: `${path}@${offset}`,
    why: cause instanceof CaibianError ? (cause.why ?? cause.what) : messageOf(cause),
    next: "It was pruned (`retain.rawPages`), or the archive folder is not the one that the ledger was written with.",
    cause,
  });
}

/** For failures that were reported already, or that change nothing about the one being reported. */
function forget(): void {}
