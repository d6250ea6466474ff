import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";

import { escapeHtml } from "../archetypes/archetype.ts";
import { etagOf } from "../site/answer.ts";
import { closeServer, originOf } from "../site/start-site.ts";
import { readCorpus, type CorpusPage } from "./corpus-pages.ts";

/** The corpus served over HTTP. */
export interface CorpusSite {
  /** One a host: its address and its first list page. */
  readonly hosts: readonly { readonly name: string; readonly origin: string; readonly start: string }[];
  /** Page address to corpus page, so that what was gathered can be scored. */
  readonly pages: ReadonlyMap<string, CorpusPage>;
  /** Every request so far: host name, path, status, milliseconds since the epoch. */
  readonly requests: readonly {
    readonly host: string;
    readonly path: string;
    readonly status: number;
    readonly at: number;
  }[];
  close(): Promise<void>;
}

const LIST_SIZE = 25;

/**
 * Serves a corpus folder's pages as they are (raw bytes, no charset in the content type) behind generated
 * lists with paging, split over several loopback ports. Ask `needShared("corpus", suite)` for the folder.
 */
export async function startCorpusSite(folder: string, hosts = 6): Promise<CorpusSite> {
  const all = readCorpus(folder);
  const pages = new Map<string, CorpusPage>();
  const requests: { host: string; path: string; status: number; at: number }[] = [];
  const servers: Server[] = [];
  const rooms: { name: string; origin: string; start: string }[] = [];
  for (let index = 0; index < hosts; index++) {
    const name = `corpus-${index + 1}`;
    const own = new Map(all.filter((_, at) => at % hosts === index).map((page) => [pathOf(page), page]));
    const server = createServer((request, response) => {
      const path = request.url ?? "/";
      const seen = { host: name, path, status: 0, at: Date.now() };
      requests.push(seen);
      void bodyAt(path, own).then((body) => {
        seen.status = body === null ? 404 : 200;
        const type = path === "/robots.txt" ? "text/plain" : "text/html";
        response.writeHead(seen.status, { "content-type": type, ...(body === null ? {} : { etag: etagOf(body) }) });
        return response.end(body ?? "");
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    servers.push(server);
    const origin = originOf(server);
    rooms.push({ name, origin, start: `${origin}/list/index.html` });
    for (const [path, page] of own) pages.set(origin + path, page);
  }
  return {
    hosts: rooms,
    pages,
    requests,
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
}

// No date in the path: the parser would take it for evidence.
function pathOf(page: CorpusPage): string {
  return `/article/${encodeURIComponent(page.key.replace("/", "-"))}.html`;
}

async function bodyAt(path: string, own: ReadonlyMap<string, CorpusPage>): Promise<Buffer | null> {
  if (path === "/robots.txt") return Buffer.from("User-agent: *\nDisallow:\n");
  const page = own.get(path);
  if (page !== undefined) return readFile(page.file);
  const match = /^\/list\/index(?:_(\d+))?\.html$/.exec(path);
  if (match === null) return null;
  return renderList([...own], match[1] === undefined ? 0 : Number(match[1]) - 1);
}

function renderList(own: readonly (readonly [string, CorpusPage])[], index: number): Buffer | null {
  const total = Math.max(1, Math.ceil(own.length / LIST_SIZE));
  if (index >= total) return null;
  const items = own
    .slice(index * LIST_SIZE, (index + 1) * LIST_SIZE)
    .map(([path, { title }]) => `<li><a href="${path}" title="${escapeHtml(title)}">${escapeHtml(title)}</a></li>`);
  const next = index + 1 < total ? `<a href="/list/index_${index + 2}.html">下一页</a>` : "";
  return Buffer.from(`<!DOCTYPE html><html><head><meta charset="utf-8"><title>列表</title></head><body>
<ul class="list">
${items.join("\n")}
</ul>
<div class="page">共${total}页 ${next}</div></body></html>`);
}
