import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import type { Reading } from "@caibian/ledger";

/** Readings that wait on disk until a person has seen how many they are. */
export class ReadingSpool {
  readonly #folder: string;
  readonly #path: string;
  readonly #file: FileHandle;

  private constructor(folder: string, path: string, file: FileHandle) {
    this.#folder = folder;
    this.#path = path;
    this.#file = file;
  }

  /** A spool in the system's folder for temporary files. */
  static async open(): Promise<ReadingSpool> {
    const folder = await mkdtemp(join(tmpdir(), "caibian-reparse-"));
    const path = join(folder, "readings.ndjson");
    return new ReadingSpool(folder, path, await open(path, "ax", 0o600));
  }

  async add(reading: Reading): Promise<void> {
    await this.#file.appendFile(`${JSON.stringify(reading)}\n`);
  }

  /** The readings, a batch at a time, in the order in which they were added. */
  async *batches(size: number): AsyncGenerator<readonly Reading[]> {
    let batch: Reading[] = [];
    for await (const line of createInterface({ input: createReadStream(this.#path), crlfDelay: Infinity })) {
      // Written by `add` and by nothing else.
      batch.push(JSON.parse(line) as Reading);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  async close(): Promise<void> {
    await this.#file.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
