import { once, type EventEmitter } from "node:events";
import { constants, createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { createClient, type Client } from "@caibian/http";
import { makeCertificate } from "@caibian/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const certificate = makeCertificate({ host: "two.test" });
const MB = 1024 * 1024;
const closers: (() => Promise<void>)[] = [];
let server: Http2SecureServer;
let client: Client;
let sessions = 0;

type Handler = (stream: ServerHttp2Stream, path: string) => void;
let handler: Handler;

beforeEach(async () => {
  sessions = 0;
  server = createSecureServer({ ...certificate, allowHTTP1: true });
  server.on("session", (session) => {
    sessions++;
    session.on("error", () => session.destroy());
  });
  server.on("stream", (stream, headers) => {
    // The client hangs up on hostile answers: that is the point.
    stream.on("error", () => stream.destroy());
    handler(stream, headers[":path"] ?? "");
  });
  await listen(server);
  client = clientOf(server);
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(tls: ReturnType<typeof createTlsServer> | Http2SecureServer): Promise<void> {
  const sockets = new Set<TLSSocket>();
  tls.on("secureConnection", (socket: TLSSocket) => sockets.add(socket));
  tls.listen(0, "127.0.0.1");
  await once(tls, "listening");
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => tls.close(resolve));
  });
}

function clientOf(tls: { address(): unknown }): Client {
  const { port } = tls.address() as AddressInfo;
  const made = createClient({
    userAgent: "caibian-test",
    allow: ["127.0.0.1"],
    resolve: { "two.test": `127.0.0.1:${port}` },
    tls: { "two.test": { certificate: certificate.fingerprint } },
    deadlineMs: 2000,
    maxBytes: MB,
  });
  closers.unshift(async () => made.close());
  return made;
}

const answer: Handler = (stream, path) => {
  stream.respond({ ":status": 200, "x-path": path, "set-cookie": ["a=1", "b=2"] });
  stream.end("果农在合作社里学习剪枝。");
};

describe("a server that chooses HTTP/2", () => {
  test("is asked over one connection, one request after the other", async () => {
    handler = answer;

    const first = await client.get("https://two.test/1");
    const second = await client.get("https://two.test/2");

    expect(first).toMatchObject({ status: 200, headers: { "x-path": "/1", "set-cookie": "a=1, b=2" } });
    expect(Buffer.from(second.bytes).toString()).toBe("果农在合作社里学习剪枝。");
    expect(sessions).toBe(1);
  });

  test("gets requests that come at once over one connection too", async () => {
    handler = answer;

    const answers = await Promise.all([1, 2, 3, 4].map(async (n) => client.get(`https://two.test/${n}`)));

    expect(answers.map(({ headers }) => headers["x-path"])).toEqual(["/1", "/2", "/3", "/4"]);
    expect(sessions).toBe(1);
  });

  test("gets posts, heads and redirects", async () => {
    const bodies: string[] = [];
    handler = (stream, path) => {
      let body = "";
      stream.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      stream.on("end", () => bodies.push(body));
      if (path === "/from") stream.respond({ ":status": 302, location: "/to" }, { endStream: true });
      else answer(stream, path);
    };

    expect(await client.post("https://two.test/hook", { body: '{"v":1}' })).toMatchObject({ status: 200 });
    expect(await client.head("https://two.test/image")).toMatchObject({ status: 200, headers: { "x-path": "/image" } });
    expect(await client.get("https://two.test/from")).toMatchObject({ finalUrl: "https://two.test/to" });
    expect(bodies).toContain('{"v":1}');
  });

  test("may close between two requests: the next one opens another connection", async () => {
    const gone = once(server, "session").then(async ([session]) => once(session as EventEmitter, "close"));
    handler = (stream, path) => {
      const { session } = stream;
      stream.on("close", () => session?.close());
      answer(stream, path);
    };

    await client.get("https://two.test/1");
    await gone;
    await client.get("https://two.test/2");

    expect(sessions).toBe(2);
  });
});

describe("a hostile HTTP/2 server", () => {
  test.each<readonly [string, string, Handler]>([
    ["never answers", "E_DEADLINE", () => undefined],
    ["sends data without end", "E_TOO_LARGE", (stream) => pour(stream)],
    [
      "sends a byte at a time",
      "E_DEADLINE",
      (stream) => {
        stream.respond({ ":status": 200 });
        const timer = setInterval(() => stream.write("x"), 100);
        stream.on("close", () => clearInterval(timer));
      },
    ],
    ["resets the stream before the answer", "E_NETWORK", (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM)],
    ["cancels the stream before the answer", "E_NETWORK", (stream) => stream.close(constants.NGHTTP2_CANCEL)],
    [
      "goes away in the body and cuts it",
      "E_CUT_OFF",
      (stream) => begin(stream, () => stream.session?.destroy(undefined, 2)),
    ],
    [
      "sends less than the length it named",
      "E_CUT_OFF|E_NETWORK",
      (stream) => {
        stream.respond({ ":status": 200, "content-length": "1000" });
        stream.end("half");
      },
    ],
    [
      "sends early hints without end",
      "E_INTERIM",
      (stream) => {
        for (let n = 0; n < 100 && !stream.destroyed; n++)
          stream.additionalHeaders({ ":status": 103, link: "</a.css>" });
      },
    ],
    [
      "sends headers past the bound",
      "E_NETWORK|E_HTTP|E_HEADERS_TOO_LARGE",
      (stream) =>
        stream.respond({ ":status": 200, ...Object.fromEntries(many(900).map((n) => [`x-${n}`, "y".repeat(60)])) }),
    ],
    [
      "asks for time and sends data without end",
      "E_THROTTLED",
      (stream) => {
        stream.respond({ ":status": 429, "retry-after": "60" });
        stream.end("x".repeat(MB));
      },
    ],
  ])("that %s ends in %s, and the process lives", async (_, ends, hostile) => {
    handler = (stream, path) => (path === "/hostile" ? hostile(stream, path) : answer(stream, path));

    const outcome = await client.get("https://two.test/hostile").then(
      ({ status }) => String(status),
      (error: { readonly code: string }) => error.code,
    );

    expect(ends.split("|")).toContain(outcome);
    expect(await client.get("https://two.test/after")).toMatchObject({ status: 200, headers: { "x-path": "/after" } });
  });

  test.each<readonly [string, (socket: TLSSocket) => void]>([
    ["rubbish", (socket) => void socket.write("x".repeat(1000))],
    ["pings without end", (socket) => flood(socket, frame(6, 0, 0, Buffer.alloc(8)))],
    ["settings without end", (socket) => flood(socket, frame(4, 0, 0, Buffer.alloc(6)))],
    [
      "a header block without end",
      (socket) => flood(socket, frame(9, 0, 1, Buffer.alloc(1000, 0x40)), frame(1, 0, 1, Buffer.alloc(0))),
    ],
    [
      "empty data without end",
      (socket) => flood(socket, frame(0, 0, 1, Buffer.alloc(0)), frame(1, 4, 1, Buffer.from([0x88]))),
    ],
    [
      "a frame larger than any may be",
      (socket) => void socket.write(Buffer.concat([Buffer.from("ffffff0000", "hex"), Buffer.alloc(4)])),
    ],
    ["a push that was not allowed", (socket) => void socket.write(frame(5, 4, 1, Buffer.from([0, 0, 0, 2, 0x82])))],
    ["half a body and a reset", (socket) => void socket.write(Buffer.concat([...HALF, frame(3, 0, 1, code(2))]))],
    ["half a body and a cancel", (socket) => void socket.write(Buffer.concat([...HALF, frame(3, 0, 1, code(8))]))],
    [
      "half a body and a reset without an error",
      (socket) => void socket.write(Buffer.concat([...HALF, frame(3, 0, 1, code(0))])),
    ],
    ["half a body and hangs up", (socket) => void socket.end(Buffer.concat(HALF))],
    [
      "half a body and goes away",
      (socket) => void socket.write(Buffer.concat([...HALF, frame(7, 0, 0, Buffer.alloc(8))])),
    ],
  ])("that sends %s ends in a typed error within the deadline", async (_, attack) => {
    const raw = createTlsServer({ ...certificate, ALPNProtocols: ["h2"] }, (socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", () => {
        socket.write(frame(4, 0, 0, Buffer.alloc(0)));
        attack(socket);
      });
    });
    await listen(raw);
    const startedMs = performance.now();

    await expect(clientOf(raw).get("https://two.test/")).rejects.toMatchObject({ kind: expect.any(String) });

    expect(performance.now() - startedMs).toBeLessThan(4000);
  });
});

const code = (error: number): Buffer => Buffer.from([0, 0, 0, error]);
/** Status 200 and four bytes of a body that goes on. */
const HALF: readonly Buffer[] = [frame(1, 4, 1, Buffer.from([0x88])), frame(0, 0, 1, Buffer.from("half"))];

const many = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

function begin(stream: ServerHttp2Stream, then: () => void): void {
  stream.respond({ ":status": 200 });
  stream.write("half", () => setTimeout(then, 50));
}

function pour(stream: ServerHttp2Stream): void {
  stream.respond({ ":status": 200 });
  const block = Buffer.alloc(64 * 1024, "x");
  const write = (): void => {
    while (!stream.destroyed && stream.write(block));
  };
  stream.on("drain", write);
  write();
}

/** A frame (RFC 9113 section 4.1). */
function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

function flood(socket: TLSSocket, piece: Buffer, first: Buffer = Buffer.alloc(0)): void {
  socket.write(first);
  const block = Buffer.concat(many(200).map(() => piece));
  const write = (): void => {
    while (!socket.destroyed && socket.write(block));
  };
  socket.on("drain", write);
  write();
}
