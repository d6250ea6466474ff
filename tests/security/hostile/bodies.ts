import { brotliCompressSync, constants, deflateRawSync, gzipSync } from "node:zlib";

import { drip, head, pour, type HostileServer } from "./hostile-server.ts";

const MB = 1024 * 1024;
const BLOCK = Buffer.alloc(64 * 1024, "x");
const CHUNK = Buffer.concat([Buffer.from("10000\r\n"), BLOCK, Buffer.from("\r\n")]);
const CRUMBS = Buffer.from("1\r\nx\r\n".repeat(10_000));
const STORY = Buffer.from("果农在合作社里学习剪枝。".repeat(200));

/** Zeros as a deflate stream that never ends: 1 MB of them in about 1 KB. */
const ZEROS = deflateRawSync(Buffer.alloc(MB), { finishFlush: constants.Z_SYNC_FLUSH });
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/** Servers whose body is the attack: endless, slow, a bomb, cut off or wrongly encoded. */
export const BODIES: readonly HostileServer[] = [
  {
    name: "sends a body without end",
    ends: "E_TOO_LARGE",
    serve: (socket) => {
      socket.write(head("200 OK"));
      pour(socket, () => BLOCK);
    },
  },
  {
    name: "sends chunks without end",
    ends: "E_TOO_LARGE",
    serve: (socket) => {
      socket.write(head("200 OK", "transfer-encoding: chunked"));
      pour(socket, () => CHUNK);
    },
  },
  {
    name: "sends chunks of one byte without end",
    ends: "E_CRUMBS",
    serve: (socket) => {
      socket.write(head("200 OK", "transfer-encoding: chunked"));
      pour(socket, () => CRUMBS);
    },
  },
  {
    name: "sends a chunk extension without end",
    ends: "E_DEADLINE",
    serve: (socket) => {
      socket.write(`${head("200 OK", "transfer-encoding: chunked")}5;`);
      drip(socket, 5, "x".repeat(1000));
    },
  },
  {
    name: "sends trailers without end",
    ends: "E_HEADERS_TOO_LARGE",
    serve: (socket) => {
      socket.write(`${head("200 OK", "transfer-encoding: chunked")}2\r\nhi\r\n0\r\n`);
      pour(socket, () => `x-trailer: ${"y".repeat(1000)}\r\n`);
    },
  },
  {
    name: "declares 10 GB",
    ends: "E_TOO_LARGE",
    serve: (socket) => void socket.write(head("200 OK", "content-length: 10737418240")),
  },
  {
    name: "declares 9 MB and sends one byte",
    ends: "E_DEADLINE",
    serve: (socket) => void socket.write(`${head("200 OK", "content-length: 9000000")}x`),
  },
  {
    name: "sends one byte a second",
    ends: "E_DEADLINE",
    serve: (socket) => {
      socket.write(head("200 OK"));
      drip(socket, 1000, "x");
    },
  },
  {
    name: "stops after 9 MB while others wait for memory",
    ends: "E_STALLED|E_DEADLINE",
    serve: (socket) => {
      socket.write(head("200 OK"));
      let left = (9 * MB) / BLOCK.length;
      pour(socket, () => (left-- > 0 ? BLOCK : null));
    },
  },
  {
    name: "asks for time and sends a body without end",
    ends: "E_THROTTLED",
    serve: (socket) => {
      socket.write(head("429 Too Many Requests", "retry-after: 60"));
      pour(socket, () => BLOCK);
    },
  },
  {
    name: "sends a gzip bomb of 10 GiB",
    ends: "E_TOO_LARGE",
    serve: (socket) => {
      socket.write(head("200 OK", "content-encoding: gzip"));
      socket.write(GZIP_HEADER);
      let left = 10 * 1024;
      pour(socket, () => (left-- > 0 ? ZEROS : null));
    },
  },
  {
    name: "sends a gzip bomb of 8 GiB within the bound on the wire",
    ends: "E_TOO_LARGE",
    serve: (socket) => {
      socket.write(head("200 OK", "content-encoding: gzip"));
      socket.write(GZIP_HEADER);
      let left = 8 * 1024;
      pour(socket, () => (left-- > 0 ? ZEROS : null));
      socket.end(Buffer.from([3, 0]));
    },
  },
  coded(
    "sends a brotli bomb of about a hundred bytes",
    "br",
    () => brotliCompressSync(Buffer.alloc(24 * MB)),
    "E_TOO_LARGE",
  ),
  coded("sends a gzip bomb inside gzip", "gzip, gzip", () => gzipSync(gzipSync(Buffer.alloc(24 * MB))), "E_TOO_LARGE"),
  coded("stacks five codings", "gzip, gzip, gzip, gzip, gzip", () => gzipSync("x"), "E_ENCODING"),
  coded("names a coding that was not asked for", "zstd", () => Buffer.from("x"), "E_ENCODING"),
  coded("names gzip and sends text", "gzip", () => STORY, "E_ENCODING"),
  coded("cuts a gzip", "gzip", () => gzipSync(STORY).subarray(0, 40), "E_CUT_OFF"),
  coded("sends a gzip with a wrong checksum", "gzip", () => withoutSum(gzipSync(STORY)), "E_ENCODING"),
  coded("adds rubbish after the gzip", "gzip", () => Buffer.concat([gzipSync(STORY), Buffer.from("rubbish")]), "200"),
  coded("sends raw deflate for deflate", "deflate", () => deflateRawSync(STORY), "200"),
  {
    name: "cuts a body short of its length",
    ends: "E_CUT_OFF",
    serve: (socket) => void socket.end(`${head("200 OK", "content-length: 1000")}half`),
  },
  {
    name: "cuts a body before its last chunk",
    ends: "E_CUT_OFF",
    serve: (socket) => void socket.end(`${head("200 OK", "transfer-encoding: chunked")}4\r\nhalf\r\n`),
  },
  {
    name: "resets the connection in the body",
    ends: "E_CUT_OFF",
    serve: (socket) => {
      socket.write(`${head("200 OK", "content-length: 1000")}half`, () =>
        setTimeout(() => socket.resetAndDestroy(), 500),
      );
    },
  },
  {
    name: "names a chunk size that is none",
    ends: "E_HTTP",
    serve: (socket) => void socket.end(`${head("200 OK", "transfer-encoding: chunked")}zz\r\nhalf\r\n0\r\n\r\n`),
  },
];

function coded(name: string, coding: string, make: () => Uint8Array, ends: string): HostileServer {
  let body: Uint8Array = Buffer.alloc(0);
  return {
    name,
    ends,
    prepare: () => void (body = make()),
    serve: (socket) => {
      socket.write(head("200 OK", `content-encoding: ${coding}`, `content-length: ${body.length}`));
      socket.end(body);
    },
  };
}

/** The same gzip with the first byte of its CRC-32 turned. */
function withoutSum(bytes: Buffer): Buffer {
  const at = bytes.length - 8;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([(bytes[at] ?? 0) ^ 255]), bytes.subarray(at + 1)]);
}
