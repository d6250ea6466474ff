import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createClient, type Client } from "@caibian/http";
import { sourceSchema } from "@caibian/schema";
import { afterEach, beforeEach, expect, test } from "vitest";

import { openArchive, type Archive } from "../archive/archive.ts";
import { startLoopback, type Loopback } from "../loopback.test-server.ts";
import { MemoryFrontier } from "./memory-frontier.test-double.ts";
import { visit } from "./visit.ts";

let server: Loopback;
let client: Client;
let archive: Archive;
let folder: string;

beforeEach(async () => {
  server = await startLoopback();
  client = createClient({ userAgent: "caibian/0.1", allow: ["127.0.0.1"] });
  folder = await mkdtemp(join(tmpdir(), "caibian-shell-"));
  archive = await openArchive(folder);
});
afterEach(async () => {
  await client.close();
  await archive.close();
  await server.close();
  await rm(folder, { recursive: true });
});

test("a shell that never changes does not hide what its API has new", async () => {
  const frontier = new MemoryFrontier();
  const source = sourceSchema.parse({ id: "s", start: [`${server.origin}/list.html`], limits: { delayMs: 0 } });
  let stories = 2;
  const serve = (path: string, body: () => string): void =>
    server.handle(path, (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(body()));
  serve("/list.html", () => `<script>$.get("/api/list?channel=3&page=1&size=10",draw)</script>`);
  serve("/api/list", () =>
    JSON.stringify({
      list: Array.from({ length: stories }, (_, n) => ({
        title: `本地新闻第${n}条的标题`,
        url: `/n/${2026001 + n}.html`,
        time: "2026-06-07 08:00:00",
      })),
    }),
  );
  for (const n of [0, 1, 2]) serve(`/n/${2026001 + n}.html`, () => `<h1>第${n}条</h1>`);
  const run = async (id: string): Promise<readonly string[]> => {
    const paths: string[] = [];
    const ref = { id, sourceId: "s", startedAt: "2026-06-08T10:00:00+08:00", recheckAll: false };
    for await (const page of visit(source, { client, frontier, archive, visit: ref, userAgent: "caibian/0.1" })) {
      frontier.commit(ref, page);
      paths.push(new URL(page.url).pathname);
    }
    return paths;
  };

  expect(await run("v1")).toEqual(["/n/2026001.html", "/n/2026002.html"]);
  stories = 3;
  expect(await run("v2")).toEqual(["/n/2026003.html"]);
});
