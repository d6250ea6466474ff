import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { CaibianError, EXIT, isDiskFull, messageOf } from "@caibian/schema/plain";

/**
 * Writes the texts to standard output for `-`, else to a file that appears whole or not at all, whatever ends the
 * writing; gzip where its name ends in `.gz`. An error of the texts passes through.
 */
export async function writeOut(out: string, texts: AsyncIterable<string>): Promise<void> {
  if (out !== "-") {
    await writeWhole(out, texts);
    return;
  }
  for await (const text of texts) {
    if (!process.stdout.write(text)) await once(process.stdout, "drain");
  }
}

async function writeWhole(path: string, texts: AsyncIterable<string>): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${String(process.pid)}.part`);
  const file = createWriteStream(part, { flush: true });
  try {
    await (path.endsWith(".gz") ? pipeline(texts, createGzip(), file) : pipeline(texts, file));
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
