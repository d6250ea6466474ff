import { mkdir, open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

import {
  shardOf,
  type Delivery,
  type JsonlStore,
  type Receipt,
  type StoreAdapter,
  type WriteContext,
} from "@caibian/schema";

import { fileError } from "../../errors.ts";
import { recordText } from "../record-text.ts";
import { takeFileLock, type FileLock } from "./file-lock.ts";
import { readSidecar, writeSidecar, type ShardMark, type Sidecar } from "./sidecar.ts";

interface Waiting {
  readonly batch: readonly Delivery[];
  readonly isReplay: boolean;
  readonly resolve: (receipts: readonly Receipt[]) => void;
  readonly reject: (error: Error) => void;
}

/** Lines to be appended together, and where that takes each shard. */
interface Group {
  readonly lines: string[];
  readonly shards: Record<string, ShardMark>;
}

/**
 * A folder with `articles.jsonl`, one line a Delivery, each exactly once: the sidecar says how much of the file
 * counts and how far each shard has come. Batches of shards that arrive together share one flush.
 */
export class JsonlFile implements StoreAdapter {
  readonly #id: string;
  readonly #folder: string;
  readonly #path: string;
  readonly #sidecarPath: string;
  #lock: FileLock | null = null;
  #file: FileHandle | null = null;
  #sidecar: Sidecar = { v: 1, length: 0, shards: {} };
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | null = null;

  constructor(store: Pick<JsonlStore, "id" | "path">) {
    this.#id = store.id;
    this.#folder = store.path;
    this.#path = join(store.path, "articles.jsonl");
    this.#sidecarPath = `${this.#path}.state`;
  }

  async open(): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      this.#lock = takeFileLock(`${this.#path}.lock`, this.#id);
      const sidecar = await readSidecar(this.#sidecarPath);
      if (sidecar !== null) this.#sidecar = sidecar;
      await this.#openFile(sidecar === null);
      // Before the first line: from here on a line without a sidecar cannot be.
      if (sidecar === null) await writeSidecar(this.#sidecarPath, this.#sidecar);
    } catch (error) {
      await this.close();
      throw fileError(this.#id, this.#path, error);
    }
  }

  write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ batch, isReplay: context?.replay === true, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#file?.close();
    this.#file = null;
    this.#lock?.release();
    this.#lock = null;
  }

  /** Opens the file and cuts off what a crash left behind; a file older than its sidecar keeps what it has. */
  async #openFile(keepTail: boolean): Promise<FileHandle> {
    const file = await openOrCreate(this.#path);
    this.#file = file;
    const { size } = await file.stat();
    if (size > this.#sidecar.length && !keepTail) await file.truncate(this.#sidecar.length);
    else this.#sidecar = { ...this.#sidecar, length: size };
    return file;
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0);
      try {
        const group: Group = { lines: [], shards: { ...this.#sidecar.shards } };
        const receipts = together.map((one) => one.batch.map((delivery) => addLine(group, delivery, one.isReplay)));
        await this.#commit(group);
        for (const [i, one] of together.entries()) one.resolve(receipts[i] ?? []);
      } catch (error) {
        await this.#dropFile();
        const failure = fileError(this.#id, this.#path, error);
        for (const one of together) one.reject(failure);
      }
    }
    this.#flushing = null;
  }

  async #commit(group: Group): Promise<void> {
    if (group.lines.length === 0) return;
    // Without the lock another process may be writing here.
    if (this.#lock === null) throw new Error("the store is not open");
    const file = this.#file ?? (await this.#openFile(false));
    const bytes = Buffer.from(group.lines.join(""), "utf8");
    const { length } = this.#sidecar;
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, length + done);
      done += bytesWritten;
    }
    await file.datasync();
    const sidecar: Sidecar = { v: 1, length: length + bytes.length, shards: group.shards };
    await writeSidecar(this.#sidecarPath, sidecar);
    this.#sidecar = sidecar;
  }

  /** After a failed write or flush nothing is known of the file's tail: the next write opens it anew and cuts it. */
  async #dropFile(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    try {
      await file?.close();
      const sidecar = await readSidecar(this.#sidecarPath);
      if (sidecar !== null) this.#sidecar = sidecar;
    } catch {
      // The failure that brought us here is the one to tell; the sidecar in memory is the last that was committed.
      return;
    }
  }
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return open(path, "w+");
    throw error;
  }
}

function addLine(group: Group, delivery: Delivery, isReplay: boolean): Receipt {
  const shard = String(shardOf(delivery.articleId));
  const mark = group.shards[shard];
  const isRepeat = mark !== undefined && delivery.seq <= mark.seq && delivery.at <= mark.at;
  if (isRepeat && !isReplay) return { seq: delivery.seq, outcome: "stale" };
  const record = recordText(delivery);
  if (!record.ok) return { seq: delivery.seq, outcome: "rejected", reason: record.reason };
  group.lines.push(record.text, "\n");
  if (!isReplay) {
    const at = mark !== undefined && mark.at > delivery.at ? mark.at : delivery.at;
    group.shards[shard] = { seq: delivery.seq, at };
  }
  return { seq: delivery.seq, outcome: "stored" };
}
