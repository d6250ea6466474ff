import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

import type { Delivery, S3Store } from "@caibian/schema";

import { hasBody } from "../has-body.ts";
import { recordText, type RecordText } from "../record-text.ts";

/** A part as it was last written. */
export interface WrittenPart {
  readonly bytes: Uint8Array;
  /** How many of the lines it has, from the first. */
  readonly lines: number;
}

/** How rows lie in an object. A row is a line of JSON that names its id, revision and status. */
export interface PartFormat {
  /** `jsonl.gz` or `parquet`. */
  readonly extension: string;
  readonly contentType: string;
  lineOf(delivery: Delivery): RecordText;
  /** The bytes of a part with these lines. `written`: the same part, with fewer of them. */
  encode(lines: readonly string[], written?: WrittenPart | null): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<readonly string[]>;
}

/** The format that a Store asks for; what writes parquet is loaded here. */
export async function formatOf(store: Pick<S3Store, "format" | "fields">): Promise<PartFormat> {
  if (store.format === "jsonl") return JSONL;
  return (await import("./parquet-part.ts")).parquetFormat(hasBody(store));
}

const pack = promisify(gzip);
const unpack = promisify(gunzip);

const MEMBER_CHARS = 64_000;

const JSONL: PartFormat = {
  extension: "jsonl.gz",
  contentType: "application/gzip",
  lineOf: recordText,
  encode: async (lines, written = null) => {
    const more = textOf(lines.slice(written?.lines ?? 0));
    // A gzip file may have many members: only what is new is packed, where it is enough to pack well by itself.
    if (written === null || more.length < MEMBER_CHARS) return pack(textOf(lines));
    return Buffer.concat([written.bytes, await pack(more)]);
  },
  decode: async (bytes) => (await unpack(bytes)).toString("utf8").split("\n").slice(0, -1),
};

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
