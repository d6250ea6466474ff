import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { originOf, type SiteHost } from "@caibian/testkit";

/** One request as a host saw it; times in milliseconds on a clock that is never set. */
export interface HostRequest {
  readonly path: string;
  readonly userAgent: string;
  readonly fromMs: number;
  /** When the answer was out or the connection broke. */
  toMs: number;
}

/** Several list hosts whose stories lie on the same few article hosts. */
export interface SharedHosts {
  /** A source each. */
  readonly hosts: readonly SiteHost[];
  /** What each article host saw, in order of coming. */
  readonly seen: readonly (readonly HostRequest[])[];
  /** Paths of all stories, by article host. */
  readonly stories: readonly (readonly string[])[];
  close(): Promise<void>;
}

const ANSWER_MS = 30;

/** Starts `sources` list hosts, each with `stories` stories on each of `shared` article hosts. */
export async function startSharedHosts(counts: {
  readonly sources: number;
  readonly shared: number;
  readonly stories: number;
}): Promise<SharedHosts> {
  const servers: Server[] = [];
  const seen = Array.from({ length: counts.shared }, (): HostRequest[] => []);
  const origins: string[] = [];
  for (const requests of seen) origins.push(await listen(servers, noting(requests)));
  const hosts: SiteHost[] = [];
  for (let source = 0; source < counts.sources; source++) {
    const origin = await listen(servers, listOf(origins, source, counts.stories));
    const name = `town${source}.test`;
    hosts.push({ name, title: `第${source}镇`, origin, charset: "utf-8", entry: "list", start: `${origin}/list/` });
  }
  const paths = hosts.flatMap((_, source) => Array.from({ length: counts.stories }, (__, n) => pathOf(source, n)));
  return {
    hosts,
    seen,
    stories: origins.map(() => paths.toSorted()),
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      }
    },
  };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function listen(servers: Server[], handler: Handler): Promise<string> {
  const server = createServer(handler);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push(server);
  return originOf(server);
}

function noting(requests: HostRequest[]): Handler {
  return (request, response) => {
    const path = request.url ?? "";
    const userAgent = request.headers["user-agent"] ?? "";
    const noted = { path, userAgent, fromMs: performance.now(), toMs: Number.POSITIVE_INFINITY };
    requests.push(noted);
    response.on("close", () => (noted.toMs = performance.now()));
    setTimeout(() => {
      if (path === "/robots.txt") response.writeHead(404).end();
      else response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(storyOf(path));
    }, ANSWER_MS);
  };
}

function pathOf(source: number, n: number): string {
  return `/xw/202406/t20240601_${10_000 + source * 1000 + n}.html`;
}

function listOf(origins: readonly string[], source: number, stories: number): Handler {
  const items = Array.from({ length: stories }, (_, n) =>
    origins.map(
      (origin, host) =>
        `<li><a href="${origin}${pathOf(source, n)}">第${source}镇第${n}生产组抢抓农时采摘新茶之${host}</a><span>2024-06-01</span></li>`,
    ),
  );
  return (request, response) => {
    if (request.url !== "/list/") response.writeHead(404).end();
    else
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(`<ul>${items.flat().join("")}</ul>`);
  };
}

function storyOf(path: string): string {
  return `<html><head><title>采摘新茶${path}</title></head><body><h1>采摘新茶${path}</h1><div>2024-06-01 08:10 来源：乡镇在线</div>
<div class="content"><p>一大早，田间就热闹起来，组员们分头忙碌，采摘新茶，到中午已经收了满满几筐${path}。</p></div></body></html>`;
}
