import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { CaibianError, EXIT, isDiskFull, messageOf } from "@caibian/schema/plain";

const PIECE_CHARS = 64_000;

/**
 * Writes the texts to standard output for `-`, else to a file that appears whole or not at all, whatever ends the
 * writing; gzip where its name ends in `.gz`. An error of the texts passes through, and so does the signal's.
 */
export async function writeOut(out: string, texts: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  if (out !== "-") {
    await writeWhole(out, inPieces(texts), signal);
    return;
  }
  for await (const text of inPieces(texts)) {
    // A reader may take its time, or never come back.
    if (!process.stdout.write(text)) await once(process.stdout, "drain", { signal });
  }
}

/** Joined to pieces of some size: a write a record would cost more than the record. */
async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = "";
  for await (const text of texts) {
    piece += text;
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

async function writeWhole(path: string, texts: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${String(process.pid)}.part`);
  const file = createWriteStream(part, { flush: true });
  try {
    const ends = { signal };
    await (path.endsWith(".gz") ? pipeline(texts, createGzip(), file, ends) : pipeline(texts, file, ends));
    await rename(part, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(part, { force: true });
    throw error instanceof Error && "syscall" in error ? fileError(path, error) : error;
  }
}

/** The new name is on the disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function fileError(path: string, cause: Error): CaibianError {
  const isFull = isDiskFull(cause);
  return new CaibianError({
    code: isFull ? "E_DISK_FULL" : "E_OUTPUT",
    what: "The export could not be written",
    where: path,
    why: messageOf(cause),
    next: isFull ? "Make room and run it again." : "Check that the folder is there and yours to write to.",
    cause,
    exitCode: isFull ? EXIT.disk : EXIT.usage,
  });
}
