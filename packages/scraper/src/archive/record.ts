import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";

import type { Page } from "@caibian/schema";

/** What the archive keeps of a Page. */
export type ArchivedPage = Pick<Page, "url" | "finalUrl" | "status" | "headers" | "bytes" | "fetchedAt" | "sha256">;

/** What comes back from the archive. */
export type ReadPage = Omit<ArchivedPage, "sha256">;

const CRLF = "\r\n";
/** These speak of the bytes on the wire; the record holds them decoded. */
const WIRE_ONLY = new Set(["content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"]);

/** The two ends of a WARC 1.1 record, around the page's bytes. */
export function responseRecord(page: ArchivedPage): { readonly head: Buffer; readonly tail: Buffer } {
  const http = Buffer.from(httpHead(page), "utf8");
  const warc = fields("response", page.fetchedAt, [
    ["WARC-Target-URI", page.finalUrl],
    // Ours: the URL that was asked for, when another one answered.
    ...(page.url === page.finalUrl ? [] : [["Caibian-Requested-URI", page.url] as const]),
    ["WARC-Payload-Digest", `sha256:${page.sha256}`],
    ["Content-Type", "application/http; msgtype=response"],
    ["Content-Length", String(http.length + page.bytes.length)],
  ]);
  return { head: Buffer.concat([Buffer.from(warc, "utf8"), http]), tail: TAIL };
}

/** The record that opens a file: who wrote it and how. */
export function infoRecord(at: string, software: string): Buffer {
  const body = `software: ${software}${CRLF}format: WARC File Format 1.1${CRLF}description: bodies are kept after content decoding${CRLF}`;
  const head = fields("warcinfo", at, [
    ["Content-Type", "application/warc-fields"],
    ["Content-Length", String(Buffer.byteLength(body))],
  ]);
  return Buffer.concat([Buffer.from(head + body, "utf8"), TAIL]);
}

const TAIL: Buffer = Buffer.from(CRLF + CRLF);

function fields(type: string, at: string, more: readonly (readonly [string, string])[]): string {
  const lines = [
    "WARC/1.1",
    `WARC-Type: ${type}`,
    `WARC-Record-ID: <urn:uuid:${randomUUID()}>`,
    `WARC-Date: ${new Date(at).toISOString().replace(/\.000Z$/, "Z")}`,
    ...more.map(([name, value]) => `${name}: ${oneLine(value)}`),
  ];
  return lines.join(CRLF) + CRLF + CRLF;
}

function httpHead(page: ArchivedPage): string {
  const lines = [`HTTP/1.1 ${page.status} ${STATUS_CODES[page.status] ?? "Unknown"}`];
  for (const [name, value] of Object.entries(page.headers)) {
    if (!WIRE_ONLY.has(name)) lines.push(`${name}: ${oneLine(value)}`);
    else if (name === "content-encoding") lines.push(`x-crawler-content-encoding: ${oneLine(value)}`);
  }
  lines.push(`content-length: ${page.bytes.length}`);
  return lines.join(CRLF) + CRLF + CRLF;
}

/** A header value must not open a line of its own. */
function oneLine(value: string): string {
  return value.replaceAll(/[\r\n]+/g, " ");
}
