import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";

import { answer } from "./answer.ts";
import { FailurePlan, type FailureRule } from "./failures.ts";
import { HOSTS, type HostSpec } from "./hosts.ts";
import { send } from "./listener.ts";
import { expectationsOf, Newsroom, type Withdrawal } from "./newsroom.ts";
import { Traffic, type SeenRequest, type ServedArticle } from "./traffic.ts";
import type { ExpectedArticle } from "./expected.ts";

/** How the fixture site is made. */
export interface SiteOptions {
  /** The same seed writes the same stories. Default 1. */
  readonly seed?: number;
  /** Stories at the start, over all hosts. Default 300. */
  readonly articles?: number;
  /** Port of the first host, the others follow. Default 0: free ports. */
  readonly port?: number;
  /** Pause before each answer, in milliseconds. Default 0. */
  readonly delayMs?: number;
  /** Fills every article page up to about this size with menus, links and scripts. Default 0: bare pages of 1-5 KB. */
  readonly pageBytes?: number;
}

/** One host of the site and the loopback address where it can be had without DNS. */
export interface SiteHost {
  readonly name: string;
  readonly title: string;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly charset: "utf-8" | "gbk";
  readonly entry: HostSpec["entry"];
  /** Where a Source of this host starts: its list, feed or sitemap. */
  readonly start: string;
}

/** A running fixture site. */
export interface FixtureSite {
  readonly hosts: readonly SiteHost[];
  /** Every request so far, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Ids of all stories, withdrawn ones too. */
  ids(): readonly string[];
  /** What a right record of the story's current revision holds. */
  expectedOf(id: string): ExpectedArticle;
  /** The stories that the outside could know of by now. */
  served(): ServedArticle[];
  change(id: string): ExpectedArticle;
  withdraw(id: string, how: Withdrawal): void;
  /** Adds a story on top of a host's list and answers what its record should hold. */
  add(host?: string): ExpectedArticle;
  fail(rule: FailureRule): void;
  clearFailures(): void;
  /** Forgets requests and what was served; stories stay. */
  forgetTraffic(): void;
  close(): Promise<void>;
}

/** Starts the fixture news site: one listener per host on 127.0.0.1; a known Host header wins over the port. */
export async function startSite(options: SiteOptions = {}): Promise<FixtureSite> {
  const newsroom = new Newsroom(options.seed ?? 1, HOSTS, options.articles ?? 300);
  const traffic = new Traffic();
  const failures = new FailurePlan();
  const origins = new Map<string, string>();
  const servers: Server[] = [];
  for (const [index, host] of HOSTS.entries()) {
    const server = createServer((request, response) => void handle(host, request, response));
    server.listen(options.port === undefined || options.port === 0 ? 0 : options.port + index, "127.0.0.1");
    await once(server, "listening");
    servers.push(server);
    origins.set(host.name, originOf(server));
  }
  const urlOf = (host: string, path: string): string => `${origins.get(host) ?? ""}${path}`;

  async function handle(own: HostSpec, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = Date.now();
    const asked = (request.headers.host ?? "").replace(/:\d+$/, "");
    const host = HOSTS.find(({ name }) => name === asked) ?? own;
    const path = request.url ?? "/";
    if (options.delayMs !== undefined && options.delayMs > 0) await wait(options.delayMs);
    const found = answer(
      newsroom,
      host,
      path,
      host.name === asked ? `http://${request.headers.host}` : urlOf(host.name, ""),
      options.pageBytes,
    );
    const sent = send(request, response, found, failures.take(host.name, path));
    if (sent.whole && sent.status === 200) {
      if (found.article !== null) traffic.sawWhole(found.article);
      traffic.sawLinks(found.links);
    }
    const conditional = "if-none-match" in request.headers || "if-modified-since" in request.headers;
    const { method = "GET" } = request;
    traffic.requests.push({
      method,
      host: host.name,
      path,
      status: sent.status,
      at,
      conditional,
      userAgent: request.headers["user-agent"] ?? "",
    });
  }

  const expectedOf = (id: string): ExpectedArticle => {
    const published = newsroom.get(id);
    const expected = expectationsOf(published, urlOf(published.host.name, published.path)).at(-1);
    if (expected === undefined) throw new RangeError(`Expected ${id} to have a revision`);
    return expected;
  };
  const idAt = (path: string, host: string): string => newsroom.at(host, path)?.revisions[0]?.id ?? "";

  return {
    hosts: HOSTS.map((host) => ({
      name: host.name,
      title: host.title,
      origin: urlOf(host.name, ""),
      charset: host.charset,
      entry: host.entry,
      start: urlOf(host.name, startPath(host)),
    })),
    requests: traffic.requests,
    ids: () => newsroom.ids(),
    expectedOf,
    served: () => traffic.served(newsroom, urlOf),
    change: (id) => {
      newsroom.change(id);
      return expectedOf(id);
    },
    withdraw: (id, how) => void newsroom.withdraw(id, how),
    add: (hostName) => {
      const published = newsroom.add(hostName);
      return expectedOf(idAt(published.path, published.host.name));
    },
    fail: (rule) => failures.add(rule),
    clearFailures: () => failures.clear(),
    forgetTraffic: () => traffic.forget(),
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
}

function startPath(host: HostSpec): string {
  if (host.entry === "feed") return "/rss.xml";
  return host.entry === "sitemap" ? "/sitemap.xml" : host.list.path(0);
}

/** `http://127.0.0.1:PORT` of a listening server. */
export function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new TypeError("Expected a server that listens on a TCP port");
  return `http://127.0.0.1:${address.port}`;
}

/** Stops listening and breaks what is still open (a hanging answer too). */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
