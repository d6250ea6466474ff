// What tests of whole Visits stand on: a server, a client, an archive and a frontier, new for each test of the file that
// imports this.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createClient, type Client } from "@caibian/http";
import { sourceSchema, type Page, type Source, type VisitRef } from "@caibian/schema";

import { openArchive, type Archive } from "../archive/archive.ts";
import { startLoopback, type Loopback } from "../loopback.test-server.ts";
import type { Doors, VisitEvent } from "./doors.ts";
import { MemoryFrontier } from "./memory-frontier.test-double.ts";
import { visit } from "./visit.ts";

export let server: Loopback;
export let client: Client;
export let archive: Archive;
let folder: string;
export let frontier: MemoryFrontier;
export let events: VisitEvent[];
let visits = 0;

/** Before each test: a server, a client, an archive and a frontier, all new. */
export async function makeBed(): Promise<void> {
  server = await startLoopback();
  const at = `127.0.0.1:${server.port}`;
  client = createClient({
    userAgent: "caibian/0.1",
    allow: ["127.0.0.1"],
    resolve: { "a.test": at, "b.test": at, "dead.test": "127.0.0.1:1" },
  });
  folder = await mkdtemp(join(tmpdir(), "caibian-visit-"));
  archive = await openArchive(folder);
  frontier = new MemoryFrontier();
  events = [];
}

/** After each test. */
export async function removeBed(): Promise<void> {
  await client.close();
  await archive.close();
  await server.close();
  await rm(folder, { recursive: true });
}

export const source = (more: object = {}): Source =>
  sourceSchema.parse({ id: "s", start: ["http://a.test/list/"], limits: { delayMs: 0 }, ...more });
export const ref = (more: Partial<VisitRef> = {}): VisitRef => ({
  id: `v${++visits}`,
  sourceId: "s",
  startedAt: "2026-06-08T10:00:00+08:00",
  recheckAll: false,
  ...more,
});
export const doors = (more: Partial<Doors> = {}): Doors => ({
  client,
  frontier,
  archive,
  visit: ref(),
  userAgent: "caibian/0.1",
  report: (event) => events.push(event),
  ...more,
});

/** Runs a Visit to its end and commits every Page, as the pipeline does. */
export async function run(of: Source = source(), with_: Doors = doors()): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of visit(of, with_)) {
    frontier.commit(with_.visit, page);
    pages.push(page);
  }
  return pages;
}

export const item = (n: number) =>
  `<li><a href="/n/t20260601_${1000 + n}.html">本地新闻第${n}条的标题文字</a><span>2026-06-01</span></li>`;
export const list = (from: number, to: number, more = "") =>
  `<ul>${Array.from({ length: to - from + 1 }, (_, n) => item(from + n)).join("")}</ul>${more}`;

export function serveText(path: string, text: string, headers: Record<string, string> = {}): void {
  server.handle(path, (_, response) =>
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(text),
  );
}
export function serveArticles(count: number): void {
  for (let n = 1; n <= count; n++)
    serveText(`/n/t20260601_${1000 + n}.html`, `<h1>本地新闻第${n}条</h1>`, { etag: `"${n}"` });
}
/** Pages of `size` stories each, newest first. */
export function servePaged(pages: number, size: number): void {
  serveArticles(pages * size);
  for (let k = 0; k < pages; k++) {
    const next = k + 1 < pages ? `<a href="/list/index_${k + 1}.html">下一页</a>` : "";
    serveText(k === 0 ? "/list/" : `/list/index_${k}.html`, list(k * size + 1, (k + 1) * size, next), {
      etag: `"list-${k}"`,
    });
  }
}
export const paths = () => server.requests.map((request) => request.url);
