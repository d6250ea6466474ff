import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

import type { Delivery, S3Store } from "@caibian/schema";

import { recordText, type RecordText } from "../record-text.ts";

/** How rows lie in an object. A row is a line of JSON that names its id, revision and status. */
export interface PartFormat {
  /** `jsonl.gz` or `parquet`. */
  readonly extension: string;
  readonly contentType: string;
  lineOf(delivery: Delivery): RecordText;
  encode(lines: readonly string[]): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<readonly string[]>;
}

/** The format that a Store asks for; what writes parquet is loaded here. */
export async function formatOf(format: S3Store["format"]): Promise<PartFormat> {
  if (format === "jsonl") return JSONL;
  return (await import("./parquet-part.ts")).PARQUET;
}

const pack = promisify(gzip);
const unpack = promisify(gunzip);

const JSONL: PartFormat = {
  extension: "jsonl.gz",
  contentType: "application/gzip",
  lineOf: recordText,
  encode: (lines) => pack(lines.map((line) => `${line}\n`).join("")),
  decode: async (bytes) => (await unpack(bytes)).toString("utf8").split("\n").slice(0, -1),
};
