import type { Fields } from "./fields.ts";

/** One record of a WARC file, 0.17 to 1.1. */
export interface WarcRecord {
  /** Bytes from the file's start; in a compressed file of the gzip member that the record lies in. */
  readonly offset: number;
  /** `response`, `request`, `revisit`, `warcinfo`, `metadata`, `resource`, `conversion`, `continuation`. */
  readonly type: string;
  readonly fields: Fields;
  readonly block: Buffer;
}
