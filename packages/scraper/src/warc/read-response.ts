import { hash } from "node:crypto";

import { toBeijing, type Page } from "@caibian/schema";

import { WarcError } from "./errors.ts";
import { findHeadEnd, readHead, type Fields } from "./fields.ts";
import { BadBody, decodeBody } from "./http-body.ts";
import type { WarcRecord } from "./record.ts";

/** A page as an archive holds it. */
export type ReadPage = Pick<Page, "url" | "finalUrl" | "status" | "headers" | "bytes" | "fetchedAt">;

/** The page in a response record. Throws WarcError when there is no whole one. */
export function readResponse(record: WarcRecord, file: string): ReadPage {
  const { fields, block } = record;
  const fail = (code: "E_WARC_HTTP" | "E_WARC_TOO_LARGE" | "E_WARC_DIGEST", why: string, cause?: unknown): WarcError =>
    new WarcError(code, { file, offset: record.offset }, why, cause);
  const finalUrl = targetOf(fields);
  const date = Date.parse(fields["warc-date"] ?? "");
  if (record.type !== "response" || finalUrl === null || Number.isNaN(date))
    throw fail("E_WARC_HTTP", "it is no response with a URL and a date");
  if (fields["warc-truncated"] !== undefined)
    throw fail("E_WARC_HTTP", `its body was cut off when it was fetched (${fields["warc-truncated"]})`);
  if (fields["warc-segment-number"] !== undefined) throw fail("E_WARC_HTTP", "it is a segment of a larger record");
  if (!hasItsDigest(fields, block)) throw fail("E_WARC_DIGEST", "the bytes do not have the record's block digest");
  const end = findHeadEnd(block);
  const http = end === null ? null : readHead(block.toString("utf8", 0, end.end));
  const status = Number(/^HTTP\/\d(?:\.\d)? (\d{3})\b/i.exec(http?.start ?? "")?.[1]);
  if (end === null || http === null || Number.isNaN(status)) throw fail("E_WARC_HTTP", "its block is no HTTP response");
  try {
    const body = decodeBody(http.fields, block.subarray(end.next));
    return {
      url: fields["caibian-requested-uri"] ?? finalUrl,
      finalUrl,
      status,
      headers: http.fields,
      // A copy: the block lies in a chunk that would live as long as the page.
      bytes: new Uint8Array(body),
      fetchedAt: toBeijing(date),
    };
  } catch (cause) {
    if (!(cause instanceof BadBody)) throw cause;
    throw fail(
      cause.isTooLarge ? "E_WARC_TOO_LARGE" : "E_WARC_HTTP",
      `the body cannot be used: ${cause.message}`,
      cause,
    );
  }
}

/** The record's URL if it is one of the web; wget sets it in `<…>`. */
export function targetOf(fields: Fields): string | null {
  const text = (fields["warc-target-uri"] ?? "").replace(/^<(.*)>$/, "$1");
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? text : null;
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  sha1: "sha1",
  sha256: "sha256",
  "sha-256": "sha256",
  md5: "md5",
};

/** False when the block has another digest than its record says. Both spellings are in use: base32 and hex. */
function hasItsDigest(fields: Fields, block: Buffer): boolean {
  const [, name = "", value = ""] = /^([\w-]+):(\w+)=*$/.exec(fields["warc-block-digest"] ?? "") ?? [];
  const algorithm = ALGORITHMS[name.toLowerCase()];
  if (algorithm === undefined) return true;
  const digest = hash(algorithm, block, "buffer");
  return value.length === digest.length * 2
    ? value.toLowerCase() === digest.toString("hex")
    : value.toUpperCase() === base32(digest);
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(bytes: Buffer): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(value >> bits) & 31];
    }
  }
  return bits === 0 ? text : text + BASE32[(value << (5 - bits)) & 31];
}
