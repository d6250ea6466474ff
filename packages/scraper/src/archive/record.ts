import { hash, randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";

import type { Page } from "@caibian/schema";

/** What the archive keeps of a Page. */
export type ArchivedPage = Pick<Page, "url" | "finalUrl" | "status" | "headers" | "bytes" | "fetchedAt" | "sha256">;

/** Another look at a page that had not changed: the server said so (304), or its body was the one that we have. */
export interface UnchangedPage {
  readonly finalUrl: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetchedAt: string;
  /** sha256 of the body that we have, hex; null when it is not known. */
  readonly sha256: string | null;
  /** The fetch that brought that body; null when it is not known. */
  readonly original: { readonly url: string; readonly fetchedAt: string } | null;
}

const CRLF = "\r\n";
/** These speak of the bytes on the wire; the record holds them decoded. */
const WIRE_ONLY = new Set(["content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"]);
const HTTP_RESPONSE = ["Content-Type", "application/http; msgtype=response"] as const;

/** The two ends of a WARC 1.1 record, around the page's bytes. */
export function responseRecord(page: ArchivedPage): { readonly head: Buffer; readonly tail: Buffer } {
  const http = httpHead(page, page.bytes.length);
  const warc = fields("response", page.fetchedAt, [
    ["WARC-Target-URI", page.finalUrl],
    // Ours: the URL that was asked for, when another one answered.
    ...(page.url === page.finalUrl ? [] : [["Caibian-Requested-URI", page.url] as const]),
    ["WARC-Payload-Digest", `sha256:${page.sha256}`],
    HTTP_RESPONSE,
    ["Content-Length", String(http.length + page.bytes.length)],
  ]);
  return { head: Buffer.concat([warc, http]), tail: TAIL };
}

/** A whole revisit record (WARC 1.1, section 6.7): the answer's head, and where its body lies. */
export function revisitRecord(page: UnchangedPage): Buffer {
  const http = httpHead(page, null);
  const { original, sha256 } = page;
  const profile = page.status === 304 ? "server-not-modified" : "identical-payload-digest";
  const warc = fields("revisit", page.fetchedAt, [
    ["WARC-Target-URI", page.finalUrl],
    ["WARC-Profile", `http://netpreserve.org/warc/1.1/revisit/${profile}`],
    ...(sha256 === null ? [] : [["WARC-Payload-Digest", `sha256:${sha256}`] as const]),
    ...(original === null
      ? []
      : ([
          ["WARC-Refers-To-Target-URI", original.url],
          ["WARC-Refers-To-Date", warcDate(original.fetchedAt)],
        ] as const)),
    HTTP_RESPONSE,
    ["Content-Length", String(http.length)],
  ]);
  return Buffer.concat([warc, http, TAIL]);
}

/** The record that opens a file: its name, who wrote it and how. */
export function infoRecord(at: string, file: string, software: string): Buffer {
  const lines = [
    `software: ${software}`,
    "format: WARC File Format 1.1",
    "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    "description: bodies are kept after content decoding; x-crawler-content-encoding says what they came in",
  ];
  const body = Buffer.from(lines.join(CRLF) + CRLF, "utf8");
  const head = fields("warcinfo", at, [
    ["WARC-Filename", file],
    ["Content-Type", "application/warc-fields"],
    ["Content-Length", String(body.length)],
  ]);
  return Buffer.concat([head, body, TAIL]);
}

/** What is still said of a page that was erased on request. */
export interface RemovedPage {
  /** `WARC-Record-ID`, `WARC-Date` and `WARC-Target-URI` of the record that it was in. */
  readonly recordId: string;
  readonly date: string;
  readonly targetUri: string;
}

/** The field that tells a removed page's marker from other metadata. */
export const REMOVED_FIELD = "Caibian-Removed";

/** A whole metadata record for the place of a removed page. Its bytes follow from the page: two erasers write the same. */
export function removalRecord({ recordId, date, targetUri }: RemovedPage): Buffer {
  const body = Buffer.from(`removed: on request${CRLF}`, "utf8");
  const id = hash("sha256", `removed ${recordId}`);
  // A UUID of version 8: its bits are the writer's affair (RFC 9562).
  const uuid = `${id.slice(0, 8)}-${id.slice(8, 12)}-8${id.slice(13, 16)}-a${id.slice(17, 20)}-${id.slice(20, 32)}`;
  const more = [
    ["WARC-Target-URI", targetUri],
    [REMOVED_FIELD, "on request"],
    ["Content-Type", "application/warc-fields"],
    ["Content-Length", String(body.length)],
  ] as const;
  return Buffer.concat([fields("metadata", date, more, uuid), body, TAIL]);
}

const TAIL: Buffer = Buffer.from(CRLF + CRLF);

function fields(
  type: string,
  at: string,
  more: readonly (readonly [string, string])[],
  uuid: string = randomUUID(),
): Buffer {
  const lines = [
    "WARC/1.1",
    `WARC-Type: ${type}`,
    `WARC-Record-ID: <urn:uuid:${uuid}>`,
    `WARC-Date: ${warcDate(at)}`,
    ...more.map(([name, value]) => `${name}: ${oneLine(value)}`),
  ];
  return Buffer.from(lines.join(CRLF) + CRLF + CRLF, "utf8");
}

/** UTC to the second, as the standard has it. */
function warcDate(at: string): string {
  return new Date(at).toISOString().replace(/\.000Z$/, "Z");
}

function httpHead({ status, headers }: Pick<Page, "status" | "headers">, bodyBytes: number | null): Buffer {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}`];
  for (const [name, value] of Object.entries(headers)) {
    if (!WIRE_ONLY.has(name)) lines.push(`${name}: ${oneLine(value)}`);
    else if (name === "content-encoding") lines.push(`x-crawler-content-encoding: ${oneLine(value)}`);
  }
  if (bodyBytes !== null) lines.push(`content-length: ${bodyBytes}`);
  return Buffer.from(lines.join(CRLF) + CRLF + CRLF, "utf8");
}

/** A header value must not open a line of its own. */
function oneLine(value: string): string {
  return value.replaceAll(/[\r\n]+/g, " ");
}
