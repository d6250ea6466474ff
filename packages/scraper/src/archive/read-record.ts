import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

import { messageOf, toBeijing } from "@caibian/schema";

import { ArchiveError } from "./errors.ts";
import type { ReadPage } from "./record.ts";

/** Largest record that is read: a body at the client's bound and its headers. */
const MOST_BYTES = 32 * 1024 * 1024;
const BREAK = Buffer.from("\r\n\r\n");

/** Reads the response record that starts at `offset`. Throws ArchiveError when there is none. */
export async function readRecord(path: string, offset: number): Promise<ReadPage> {
  const where = `${path}@${offset}`;
  const file = createReadStream(path, { start: offset });
  const member = createGunzip();
  file.on("error", (error) => member.destroy(error));
  try {
    const { head, block } = await readFirst(file.pipe(member), where);
    return toPage(head, block, where);
  } catch (cause) {
    if (cause instanceof ArchiveError) throw cause;
    throw noRecord(where, messageOf(cause), cause);
  } finally {
    file.destroy();
    member.destroy();
  }
}

async function readFirst(stream: AsyncIterable<Buffer>, where: string): Promise<{ head: string; block: Buffer }> {
  const chunks: Buffer[] = [];
  let length = 0;
  let head: string | null = null;
  let needed = Infinity;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (head === null) {
      const start = Buffer.concat(chunks);
      const end = start.indexOf(BREAK);
      if (end < 0) {
        if (length > 64 * 1024) break;
        continue;
      }
      head = start.toString("utf8", 0, end);
      needed = end + BREAK.length + Number(/^content-length:\s*(\d{1,9})\s*$/im.exec(head)?.[1] ?? Number.NaN);
      if (!(needed <= MOST_BYTES)) throw noRecord(where, "its length is missing or past the bound");
    }
    if (length >= needed) {
      const bytes = Buffer.concat(chunks);
      return { head, block: bytes.subarray(Buffer.byteLength(head) + BREAK.length, needed) };
    }
  }
  throw noRecord(where, "it is cut off");
}

function toPage(head: string, block: Buffer, where: string): ReadPage {
  const warc = readHeaders(head);
  const end = block.indexOf(BREAK);
  const http = end < 0 ? "" : block.toString("utf8", 0, end);
  const status = Number(/^HTTP\/\d(?:\.\d)? (\d{3})/.exec(http)?.[1]);
  const finalUrl = warc["warc-target-uri"];
  const date = Date.parse(warc["warc-date"] ?? "");
  if (warc["warc-type"] !== "response" || finalUrl === undefined || Number.isNaN(status) || Number.isNaN(date))
    throw noRecord(where, "it is no HTTP response");
  return {
    url: warc["caibian-requested-uri"] ?? finalUrl,
    finalUrl,
    status,
    headers: readHeaders(http),
    bytes: block.subarray(end + BREAK.length),
    fetchedAt: toBeijing(date),
  };
}

function readHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of text.split("\r\n").slice(1)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

function noRecord(where: string, why: string, cause?: unknown): ArchiveError {
  return new ArchiveError({
    code: "E_WARC_RECORD",
    what: "The archive has no page there",
    where,
    why,
    next: "Check that the archive folder is the one that the ledger was written with.",
    cause,
  });
}
