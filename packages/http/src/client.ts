import { lookup } from "node:dns/promises";

import { Agent, errors } from "undici";

import { BodyMemory } from "./body/body-memory.ts";
import { inflate } from "./body/inflate.ts";
import { Deadline } from "./deadline.ts";
import { TransientError } from "./errors.ts";
import { askOverHttp1 } from "./exchange/http1.ts";
import { askOverHttp2 } from "./exchange/http2.ts";
import type { WireAnswer, WireRequest } from "./exchange/wire.ts";
import { Gate } from "./gate.ts";
import { readAllowList } from "./guard/allow-list.ts";
import { guardedConnector } from "./guard/connector.ts";
import { Http2Chosen, Http2Sessions } from "./http2/sessions.ts";
import type { ApiRequest, Client, ClientOptions, Fetched, GetOptions, Head, PostOptions } from "./options.ts";
import { ChainCookies } from "./redirect/chain-cookies.ts";
import { follow } from "./redirect/follow.ts";
import { readTarget } from "./redirect/target.ts";
import { TlsConnectors } from "./tls/exceptions.ts";

/** What is sent with every GET and HEAD unless the caller says otherwise. */
const ACCEPT = {
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "accept-language": "zh-CN,zh;q=0.9,en;q=0.5",
  "accept-encoding": "gzip, deflate, br",
};
const KB = 1024;
const MB = 1024 * KB;
/** Codes of a session that went away between two requests. */
const HTTP2_GONE: ReadonlySet<string> = new Set(["ERR_HTTP2_GOAWAY_SESSION", "ERR_HTTP2_INVALID_SESSION"]);
const EMPTY: Uint8Array = new Uint8Array(0);
/** Statuses of a server that does not know HEAD. */
const NO_HEAD: ReadonlySet<number> = new Set([405, 501]);

/** The one guarded HTTP client: bounded in time, bytes, redirects and connections; public addresses only. */
export function createClient(options: ClientOptions): Client {
  return new GuardedClient(options);
}

/** What a request may set of its own. */
interface Terms {
  readonly deadlineMs?: number;
  readonly followRedirects?: boolean;
  readonly cookies?: ChainCookies;
  readonly signal?: AbortSignal;
}

class GuardedClient implements Client {
  readonly #deadlineMs: number;
  readonly #maxBytes: number;
  readonly #maxInflatedBytes: number;
  readonly #maxRedirects: number;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #userAgent: string;
  readonly #agent: Agent;
  readonly #sessions: Http2Sessions;
  readonly #gate: Gate;
  readonly #largeBodies = new Gate(1);
  readonly #memory: BodyMemory;
  /** What broke connections that had answered before. */
  readonly #lateErrors = new WeakSet<Error>();

  constructor(options: ClientOptions) {
    this.#deadlineMs = options.deadlineMs ?? 30_000;
    this.#maxBytes = options.maxBytes ?? 10 * MB;
    this.#maxInflatedBytes = options.maxInflatedBytes ?? 20 * MB;
    this.#maxRedirects = options.maxRedirects ?? 5;
    this.#userAgent = options.userAgent;
    this.#headers = { "user-agent": options.userAgent, ...ACCEPT };
    this.#gate = new Gate(options.maxInFlight ?? 64);
    this.#memory = new BodyMemory(options.bodyMemoryBytes ?? 4 * MB);
    const maxHeaderBytes = options.maxHeaderBytes ?? 32 * KB;
    this.#sessions = new Http2Sessions(maxHeaderBytes);
    this.#agent = new Agent({
      connections: options.connectionsPerHost ?? 1,
      pipelining: 1,
      keepAliveTimeout: 10_000,
      keepAliveMaxTimeout: 60_000,
      maxHeaderSize: maxHeaderBytes,
      // The deadline of the whole request bounds both; undici's own timers would only add cost.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: guardedConnector({
        allow: readAllowList(options.allow ?? []),
        resolve: options.resolve ?? {},
        lookup: options.lookup ?? lookUp,
        connectors: new TlsConnectors(options.tls ?? {}, options.connectMs ?? 10_000),
        onHttp2: (origin, socket) => {
          this.#sessions.adopt(origin, socket);
          return new Http2Chosen(origin);
        },
        onLateError: (error) => this.#lateErrors.add(error),
      }),
    });
  }

  async get(url: string, options: GetOptions = {}): Promise<Fetched> {
    const maxBytes = options.maxBytes ?? this.#maxBytes;
    const maxInflatedBytes = options.maxBytes ?? this.#maxInflatedBytes;
    return this.#run(url, options, maxInflatedBytes, {
      target: readTarget(url),
      method: "GET",
      headers: this.#headersOf(options),
      body: null,
      maxBytes,
      cut: false,
    });
  }

  async head(url: string, options: GetOptions = {}): Promise<Head> {
    const request = { target: readTarget(url), headers: this.#headersOf(options), body: null, cut: true };
    const asked = await this.#run(url, options, 0, { ...request, method: "HEAD", maxBytes: 0 });
    const { bytes: _, ...head } = NO_HEAD.has(asked.status)
      ? await this.#run(url, options, 0, { ...request, method: "GET", maxBytes: 1 })
      : asked;
    return head;
  }

  async post(url: string, options: PostOptions): Promise<Fetched> {
    return this.#run(url, options, 0, {
      target: readTarget(url),
      method: "POST",
      headers: { "user-agent": this.#userAgent, "content-type": "application/json", ...options.headers },
      body: options.body,
      maxBytes: options.maxBytes ?? 64 * KB,
      cut: true,
    });
  }

  async request(url: string, request: ApiRequest): Promise<Fetched> {
    const { method, body = null, maxBytes = this.#maxBytes, headers } = request;
    const type = body === null ? {} : { "content-type": "application/json" };
    return this.#run(url, { ...request, followRedirects: false }, maxBytes, {
      target: readTarget(url),
      method,
      headers: { "user-agent": this.#userAgent, accept: "application/json", ...type, ...headers },
      body,
      maxBytes,
      cut: false,
    });
  }

  async close(): Promise<void> {
    this.#sessions.close();
    await this.#agent.destroy();
  }

  #headersOf({ validators, headers }: GetOptions): Readonly<Record<string, string>> {
    if (validators == null && headers === undefined) return this.#headers;
    return {
      ...this.#headers,
      ...(validators?.etag != null && { "if-none-match": validators.etag }),
      ...(validators?.lastModified != null && { "if-modified-since": validators.lastModified }),
      ...headers,
    };
  }

  async #run(url: string, terms: Terms, maxInflatedBytes: number, first: WireRequest): Promise<Fetched> {
    await this.#gate.enter(terms.signal);
    const deadline = new Deadline(terms.deadlineMs ?? this.#deadlineMs, url, terms.signal);
    try {
      const ask = async (request: WireRequest): Promise<WireAnswer> => this.#askTwice(request, deadline);
      const { answer, finalUrl, redirects } = await follow(
        first,
        terms.followRedirects === false ? null : this.#maxRedirects,
        terms.cookies ?? new ChainCookies(),
        ask,
      );
      const { status, headers } = answer;
      // A cut body cannot be inflated, and a 304 has none: its Content-Encoding speaks of the page.
      const encoding = first.cut || status === 304 ? undefined : headers["content-encoding"];
      const bounds = { maxBytes: maxInflatedBytes, large: this.#largeBodies, url: finalUrl.href };
      const bytes = answer.body === null ? EMPTY : await inflate(answer.body, encoding, bounds);
      return { url, finalUrl: redirects.at(-1) ?? url, status, headers, bytes, redirects };
    } finally {
      deadline.clear();
      this.#gate.leave();
    }
  }

  /** Asks once more when the server closed a connection that it had kept open (RFC 9112 section 9.5). */
  async #askTwice(request: WireRequest, deadline: Deadline): Promise<WireAnswer> {
    try {
      return await this.#ask(request, deadline);
    } catch (error) {
      if (request.method === "POST" || !this.#isStale(error)) throw error;
      return this.#ask(request, deadline);
    }
  }

  /** True when a connection broke that had answered before, and gave nothing of this answer. */
  #isStale(error: unknown): boolean {
    if (!(error instanceof TransientError) || !(error.cause instanceof Error)) return false;
    const { cause } = error;
    if (this.#lateErrors.has(cause) || ("code" in cause && HTTP2_GONE.has(String(cause.code)))) return true;
    if (!(cause instanceof errors.SocketError)) return false;
    return cause.message === "other side closed" && (cause.socket?.bytesRead ?? 0) > 0;
  }

  async #ask(request: WireRequest, deadline: Deadline): Promise<WireAnswer> {
    const { origin, href } = request.target;
    const open = this.#sessions.get(origin);
    if (open !== null) return askOverHttp2(open, request, deadline, this.#memory);
    try {
      return await askOverHttp1(this.#agent, request, deadline, this.#memory);
    } catch (error) {
      if (!(error instanceof Http2Chosen)) throw error;
      const chosen = this.#sessions.get(origin);
      if (chosen !== null) return askOverHttp2(chosen, request, deadline, this.#memory);
      throw new TransientError({ code: "E_NETWORK", what: "The connection broke", where: href, cause: error });
    }
  }
}

/**
 * By the system's resolver: hosts files count too. Node asks it in its pool of four threads, but for two names at once
 * at most: with eight dead names waiting, disk and zlib went on within 7 ms, so there is no gate of our own.
 */
async function lookUp(hostname: string): Promise<readonly string[]> {
  const answers = await lookup(hostname, { all: true });
  return answers.map(({ address }) => address);
}
