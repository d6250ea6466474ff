import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterEach, expect, test } from "vitest";

import { guardWrite, type WriteGuard } from "./guard-write.ts";

const JSON_TYPE = { "content-type": "application/json" };
const TOKEN = "0123456789abcdef";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server on 127.0.0.1 that writes under a guard. Answers its port. */
function listen(guard: WriteGuard): Promise<number> {
  const routes = new Hono();
  routes.post("/write", guardWrite(guard), (context) => context.text("done"));
  return new Promise((resolve) => {
    const server = serve({ fetch: routes.fetch, hostname: "127.0.0.1", port: 0 }, (info) => resolve(info.port));
    closers.push(() => server.close());
  });
}

/** The same: answers the status of a POST with these headers. */
async function start(guard: WriteGuard): Promise<(headers: Record<string, string>) => Promise<number>> {
  const port = await listen(guard);
  return (headers) =>
    new Promise((resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port, path: "/write", method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      asked.on("error", reject).end("{}");
    });
}

test("takes what comes from this machine, by a name of this machine", async () => {
  const post = await start({ host: "127.0.0.1" });

  expect(await post(JSON_TYPE)).toBe(200);
  expect(await post({ ...JSON_TYPE, host: "localhost:7077" })).toBe(200);
  expect(await post({ ...JSON_TYPE, host: "[::1]:7077" })).toBe(200);
  expect(await post({})).toBe(403);
});

test.each([
  ["x-forwarded-for", "203.0.113.9"],
  ["x-forwarded-host", "news.example.cn"],
  ["x-real-ip", "203.0.113.9"],
  ["forwarded", "for=203.0.113.9"],
  ["via", "1.1 proxy"],
])("refuses what a proxy of this machine hands on: %s", async (name, value) => {
  const post = await start({ host: "127.0.0.1" });

  expect(await post({ ...JSON_TYPE, [name]: value })).toBe(403);
});

test.each(["127.0.0.1", "0.0.0.0", "::"])("refuses a name that is not ours, behind %s too", async (host) => {
  const post = await start({ host });

  expect(await post({ ...JSON_TYPE, host: "evil.example" })).toBe(403);
  expect(await post({ ...JSON_TYPE, host: "0.0.0.0" })).toBe(403);
  expect(await post({ ...JSON_TYPE, host: "desk.lan" })).toBe(403);
  expect(await post(JSON_TYPE)).toBe(200);
});

test("takes the name that it listens on", async () => {
  const post = await start({ host: "desk.lan" });

  expect(await post({ ...JSON_TYPE, host: "desk.lan:7077" })).toBe(200);
});

test("with a token, whoever has it may, through a proxy as well, and nobody else", async () => {
  const post = await start({ host: "0.0.0.0", token: TOKEN });
  const authorization = `Bearer ${TOKEN}`;

  expect(await post({ ...JSON_TYPE, authorization, "x-forwarded-for": "203.0.113.9", host: "desk.lan" })).toBe(200);
  expect(await post({ authorization })).toBe(403);
  expect(await post(JSON_TYPE)).toBe(401);
  expect(await post({ ...JSON_TYPE, authorization: "Bearer wrong" })).toBe(401);
});

test("a proxy that adds nothing is known by its HTTP/1.0", async () => {
  const socket = connect(await listen({ host: "127.0.0.1" }), "127.0.0.1");
  socket.end(
    "POST /write HTTP/1.0\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
  );
  const [answer] = (await once(socket.setEncoding("latin1"), "data")) as [string];

  expect(answer).toContain(" 403 ");
});
