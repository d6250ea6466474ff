import { open, type FileHandle } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** The lines of a file, also of one that is gzipped (`.gz`), without their ends. `bytes`: only so much of it counts. */
export async function* readLines(path: string, bytes?: number): AsyncGenerator<string> {
  const file = await open(path, "r");
  if (path.endsWith(".gz")) yield* linesOf(pipeline(file.createReadStream(), createGunzip(), ignore));
  else yield* readOpenLines(file, bytes);
}

/** The lines of a file that is open; it is closed at the end. */
export async function* readOpenLines(file: FileHandle, bytes?: number): AsyncGenerator<string> {
  if (bytes === 0) {
    await file.close();
    return;
  }
  yield* linesOf(file.createReadStream(bytes === undefined ? {} : { end: bytes - 1 }));
}

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  stream.setEncoding("utf8");
  let pieces: string[] = [];
  for await (const chunk of stream as AsyncIterable<string>) {
    let start = 0;
    for (let end = chunk.indexOf("\n"); end >= 0; end = chunk.indexOf("\n", start)) {
      pieces.push(chunk.slice(start, end));
      yield pieces.join("");
      pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(chunk.slice(start));
  }
  const rest = pieces.join("");
  if (rest !== "") yield rest;
}

/** A stream that fails tells its reader itself. */
function ignore(): void {
  return undefined;
}
