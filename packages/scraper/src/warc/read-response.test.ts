import { createHash } from "node:crypto";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { readResponse } from "./read-response.ts";
import type { WarcRecord } from "./record.ts";

const PAGE = "<html><body>石桥镇新修的文化广场昨天开放</body></html>";
const FIELDS = {
  "warc-type": "response",
  "warc-target-uri": "http://a.test/1.html",
  "warc-date": "2024-05-06T07:08:09.12Z",
};

function response(
  body: Buffer | string,
  http: readonly string[] = [],
  fields: Record<string, string> = {},
): WarcRecord {
  const head = ["HTTP/1.1 200 OK", "Content-Type: text/html", ...http].join("\r\n");
  const block = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(body)]);
  return { offset: 7, type: "response", fields: { ...FIELDS, ...fields }, block };
}

function textOf(record: WarcRecord): string {
  return Buffer.from(readResponse(record, "a.warc").bytes).toString();
}

test("gives the page: URLs, status, fields in lower case, time of the fetch, a body of its own", () => {
  const page = readResponse(
    response(PAGE, ["X-Two: a", "X-Two: b"], { "warc-target-uri": "<http://a.test/1.html>" }),
    "f",
  );

  expect(page).toMatchObject({
    url: "http://a.test/1.html",
    finalUrl: "http://a.test/1.html",
    status: 200,
    headers: { "content-type": "text/html", "x-two": "a, b" },
    fetchedAt: "2024-05-06T15:08:09+08:00",
  });
  expect(Buffer.from(page.bytes).toString()).toBe(PAGE);
  expect(page.bytes.byteLength).toBe(page.bytes.buffer.byteLength);
});

describe("bodies as crawlers keep them", () => {
  test.each([
    ["gzip", gzipSync(PAGE)],
    ["x-gzip", gzipSync(PAGE)],
    ["deflate", deflateSync(PAGE)],
    ["deflate", deflateRawSync(PAGE)],
    ["br", brotliCompressSync(PAGE)],
    ["br, gzip", gzipSync(brotliCompressSync(PAGE))],
    ["identity", Buffer.from(PAGE)],
    // Common Crawl decodes and leaves the field.
    ["gzip", Buffer.from(PAGE)],
    ["br", Buffer.from(PAGE)],
    ["zstd", Buffer.from(PAGE)],
  ])("%s, still there or not", (coding, body) => {
    expect(textOf(response(body, [`Content-Encoding: ${coding}`]))).toBe(PAGE);
  });

  test("in chunks, or joined with the field left", () => {
    const chunked = `c;a=b\r\n${PAGE.slice(0, 12)}\r\n${Buffer.byteLength(PAGE.slice(12)).toString(16)}\r\n${PAGE.slice(12)}\r\n0\r\n\r\n`;

    expect(textOf(response(chunked, ["Transfer-Encoding: chunked"]))).toBe(PAGE);
    expect(textOf(response(PAGE, ["Transfer-Encoding: chunked"]))).toBe(PAGE);
  });

  test("longer than its field says, because it was decoded", () => {
    expect(textOf(response(PAGE, ["Content-Length: 20"]))).toBe(PAGE);
  });
});

describe("what is no whole page is an error", () => {
  test.each([
    ["cut off when it was fetched", response(PAGE, [], { "warc-truncated": "length" }), "E_WARC_HTTP"],
    ["shorter than its field says", response(PAGE, ["Content-Length: 5000"]), "E_WARC_HTTP"],
    ["with its chunks cut off", response("ff\r\nabc", ["Transfer-Encoding: chunked"]), "E_WARC_HTTP"],
    ["with a damaged coding", response(gzipSync(PAGE).subarray(0, -9), ["Content-Encoding: gzip"]), "E_WARC_HTTP"],
    ["in a coding that nobody knows", response(gzipSync(PAGE), ["Content-Encoding: zstd"]), "E_WARC_HTTP"],
    ["coded three times", response(PAGE, ["Content-Encoding: gzip, gzip, gzip"]), "E_WARC_HTTP"],
    ["a bomb", response(gzipSync(Buffer.alloc(40 * 1024 * 1024)), ["Content-Encoding: gzip"]), "E_WARC_TOO_LARGE"],
    ["with another digest", response(PAGE, [], { "warc-block-digest": "sha1:AAAA" }), "E_WARC_DIGEST"],
    ["of another scheme", response(PAGE, [], { "warc-target-uri": "dns:a.test" }), "E_WARC_HTTP"],
    ["without a date", response(PAGE, [], { "warc-date": "?" }), "E_WARC_HTTP"],
    ["a segment", response(PAGE, [], { "warc-segment-number": "1" }), "E_WARC_HTTP"],
    ["no HTTP", { ...response(PAGE), block: Buffer.from(PAGE) }, "E_WARC_HTTP"],
  ])("%s", (_, record, code) => {
    expect(() => readResponse(record, "a.warc")).toThrow(expect.objectContaining({ code, offset: 7 }));
  });
});

test("digests are compared in base32 and in hex", () => {
  const record = response(PAGE);
  const sha1 = createHash("sha1").update(record.block).digest();
  const sha256 = createHash("sha256").update(record.block).digest("hex");
  const wrong = `sha1:${"A".repeat(32)}`;

  for (const digest of [
    `sha1:${sha1.toString("hex")}`,
    `sha256:${sha256}`,
    `SHA-256:${sha256.toUpperCase()}`,
    "crc9:12",
  ])
    expect(textOf(response(PAGE, [], { "warc-block-digest": digest }))).toBe(PAGE);
  expect(() => textOf(response(PAGE, [], { "warc-block-digest": wrong }))).toThrow(/digest/);
});
