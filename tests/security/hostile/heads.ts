import { randomBytes } from "node:crypto";

import { drip, head, pour, type HostileServer } from "./hostile-server.ts";

/** Servers that attack before a body comes: in the handshake, the status line, the headers or by redirects. */
export const HEADS: readonly HostileServer[] = [
  { name: "never answers", ends: "E_DEADLINE", serve: () => {} },
  { name: "closes at once", ends: "E_NETWORK", serve: (socket) => void socket.end() },
  { name: "resets the connection", ends: "E_NETWORK", serve: (socket) => void socket.resetAndDestroy() },
  answering("answers with rubbish", "E_HTTP", Buffer.concat([Buffer.from([0, 255]), randomBytes(5000)])),
  answering("answers as HTTP/0.9", "E_HTTP", "<html><p>果农在合作社里学习剪枝。</p></html>"),
  answering("answers as another protocol", "E_HTTP", "220 mail.test ESMTP\r\n250 OK\r\n"),
  answering("names two lengths", "E_HTTP", head("200 OK", "content-length: 2", "content-length: 5") + "hello"),
  answering(
    "names a length and sends chunks",
    "E_HTTP",
    head("200 OK", "content-length: 2", "transfer-encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n",
  ),
  answering("names a length that is no number", "E_HTTP", head("200 OK", "content-length: -1") + "hello"),
  answering("puts NUL into a header", "E_HTTP", head("200 OK", "x-name: a\0b", "content-length: 2") + "hi"),
  answering("puts a bare line feed into a header", "E_HTTP", head("200 OK", "x-name: a\r\r\nb", "content-length: 2")),
  answering("folds a header", "E_HTTP", head("200 OK", "x-name: a\r\n b", "content-length: 2") + "hi"),
  {
    name: "sends a status line without end",
    ends: "E_DEADLINE",
    serve: (socket) => {
      socket.write("HTTP/1.1 200 ");
      drip(socket, 5, "x".repeat(1000));
    },
  },
  {
    name: "sends headers without end",
    ends: "E_HEADERS_TOO_LARGE",
    serve: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      let n = 0;
      pour(socket, () => `x-${n++}: ${"y".repeat(100)}\r\n`);
    },
  },
  {
    name: "sends one header without end",
    ends: "E_HEADERS_TOO_LARGE",
    serve: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nx: ");
      pour(socket, () => "y".repeat(10_000));
    },
  },
  {
    name: "sends headers a byte at a time",
    ends: "E_DEADLINE",
    serve: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nx: ");
      drip(socket, 100, "y");
    },
  },
  {
    name: "sends early hints without end",
    ends: "E_INTERIM",
    serve: (socket) => pour(socket, () => "HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n"),
  },
  {
    name: "says 100 Continue without end",
    ends: "E_NETWORK",
    serve: (socket) => pour(socket, () => "HTTP/1.1 100 Continue\r\n\r\n"),
  },
  answering("changes the protocol unasked", "E_NETWORK", head("101 Switching", "connection: upgrade", "upgrade: h2c")),
  answering("answers 304 to what was not conditional", "E_NOT_ASKED", head("304 Not Modified")),
  answering(
    "answers with a part that was not asked for",
    "E_NOT_ASKED",
    head("206 Partial Content", "content-range: bytes 0-1/9", "content-length: 2") + "hi",
  ),
  answering("adds a body to 204", "204", head("204 No Content") + "a body all the same"),
  answering("answers 999", "999", head("999 Denied", "content-length: 2") + "no"),
  answering("sends more than the length it named", "200", head("200 OK", "content-length: 2") + "hi and more"),
  redirecting("redirects to itself for ever", "E_REDIRECTS", "/again"),
  redirecting("redirects to a private address", "E_ADDRESS", "http://10.0.0.1/"),
  redirecting("redirects to the cloud's metadata", "E_ADDRESS", "http://[::ffff:169.254.169.254]/latest/meta-data/"),
  redirecting("redirects to a local name", "E_ADDRESS", "http://localhost.:1/"),
  redirecting("redirects to a file", "E_SCHEME", "file:///etc/passwd"),
  redirecting("redirects to data", "E_SCHEME", "data:text/html,hi"),
  redirecting("redirects to nowhere", "E_URL", "http://[/"),
  { ...answering("speaks no TLS", "E_TLS", "HTTP/1.1 400 Bad Request\r\n\r\n"), scheme: "https" },
  { ...answering("answers the handshake with rubbish", "E_TLS", randomBytes(5000)), scheme: "https" },
  { name: "never shakes hands", ends: "E_DEADLINE", scheme: "https", serve: () => {} },
  {
    name: "shakes hands a byte at a time",
    ends: "E_DEADLINE",
    scheme: "https",
    serve: (socket) => {
      // The start of a record of 16 KB that holds a ServerHello.
      socket.write(Buffer.from([22, 3, 3, 64, 0, 2]));
      drip(socket, 100, "\0");
    },
  },
];

function answering(name: string, ends: string, answer: string | Uint8Array): HostileServer {
  return { name, ends, serve: (socket) => void socket.end(answer) };
}

function redirecting(name: string, ends: string, location: string): HostileServer {
  return answering(name, ends, head("302 Found", `location: ${location}`, "content-length: 0"));
}
