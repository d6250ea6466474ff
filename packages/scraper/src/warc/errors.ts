import { CaibianError } from "@caibian/schema";

/** What is wrong with a stretch of a WARC file. */
export type WarcErrorCode =
  /** The file, or what lies at this offset, is no WARC. */
  | "E_WARC_FORMAT"
  /** A gzip member cannot be inflated, or its checksum is wrong. */
  | "E_WARC_GZIP"
  /** The file ends inside a record. */
  | "E_WARC_CUT"
  /** A record's head cannot be read: too long, or without a length. */
  | "E_WARC_HEAD"
  /** A record does not end where its length says. */
  | "E_WARC_LENGTH"
  /** A record, or the body inside it, is past the bound. */
  | "E_WARC_TOO_LARGE"
  /** The bytes do not have the digest that the record gives them. */
  | "E_WARC_DIGEST"
  /** A response record holds no whole HTTP response. */
  | "E_WARC_HTTP";

/** A stretch of a WARC file that makes no record. What follows it can still be read. */
export class WarcError extends CaibianError {
  /** Bytes from the file's start; in a compressed file of the gzip member. */
  readonly offset: number;

  constructor(
    code: WarcErrorCode,
    at: { readonly file: string; readonly offset: number },
    why: string,
    cause?: unknown,
  ) {
    super({ code, what: "A record of the WARC file cannot be used", where: `${at.file}@${at.offset}`, why, cause });
    this.offset = at.offset;
  }
}
