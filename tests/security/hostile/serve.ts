// `serve.ts hostile|healthy`: starts the hostile servers, or three healthy ones, in a process of their own and prints
// their URLs as one JSON line. It ends with its parent's pipe.
import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";

import { BODIES } from "./bodies.ts";
import { HEADS } from "./heads.ts";
import type { HostileServer } from "./hostile-server.ts";

/** What a crawl is made of: 40 KB, gzipped. */
const PAGE = gzipSync(`<html><title>剪枝</title>${"<p>果农在合作社里学习剪枝。</p>".repeat(900)}</html>`);

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function serverOf({ scheme, serve, prepare }: HostileServer): Server {
  prepare?.();
  return createServer((socket: Socket) => {
    // The client hangs up on it: that is the point.
    socket.on("error", () => socket.destroy());
    if (scheme === "https") serve(socket.resume());
    else socket.once("data", () => serve(socket.resume()));
  });
}

const isHealthy = process.argv[2] === "healthy";
const hostile = await Promise.all(
  (isHealthy ? [] : [...HEADS, ...BODIES]).map(async (server) => ({
    name: server.name,
    ends: server.ends,
    url: `${server.scheme ?? "http"}://127.0.0.1:${await listen(serverOf(server))}/`,
  })),
);
const healthy = await Promise.all(
  (isHealthy ? [1, 2, 3] : []).map(async (n) => ({
    name: `healthy ${n}`,
    ends: "200",
    url: `http://127.0.0.1:${await listen(createHttpServer((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(PAGE)))}/`,
  })),
);
console.log(JSON.stringify([...hostile, ...healthy]));
process.stdin.on("end", () => process.exit()).resume();
