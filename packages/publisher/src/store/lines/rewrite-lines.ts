import { createWriteStream } from "node:fs";
import { finished, pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

import { isLineOf } from "./held-line.ts";
import { readLines } from "./read-lines.ts";
import { syncFile } from "./folder-state.ts";

/** What stays of a file. */
interface Rewriting {
  readonly from: string;
  /** Bytes of `from` that count. Default all. */
  readonly bytes?: number;
  readonly to: string;
  readonly without: ReadonlySet<string>;
  /** Text to be added at the end. */
  readonly more?: string;
}

/** True when a file has a line of one of these articles. */
export async function hasLineOf(path: string, articleIds: ReadonlySet<string>): Promise<boolean> {
  for await (const line of readLines(path)) if (isLineOf(line, articleIds)) return true;
  return false;
}

/** Writes a file anew, durably, without the lines of some articles; gives its length in bytes before packing. */
export async function rewriteLines({ from, bytes, to, without, more = "" }: Rewriting): Promise<number> {
  let length = 0;
  async function* kept(): AsyncGenerator<Buffer> {
    for await (const line of readLines(from, bytes)) {
      if (isLineOf(line, without)) continue;
      const text = Buffer.from(`${line}\n`, "utf8");
      length += text.length;
      yield text;
    }
    const end = Buffer.from(more, "utf8");
    length += end.length;
    if (end.length > 0) yield end;
  }
  const file = createWriteStream(to);
  if (from.endsWith(".gz")) await pipeline(kept, createGzip(), file);
  else await pipeline(kept, file);
  await finished(file);
  await syncFile(to);
  return length;
}
