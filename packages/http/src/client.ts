import { Agent, type Dispatcher } from "undici";

import { inflate } from "./body/inflate.ts";
import { readBody } from "./body/read-body.ts";
import { startDeadline, type Deadline } from "./deadline.ts";
import { RefusedError, ThrottledError } from "./errors.ts";
import { toFetchError } from "./failure.ts";
import { Gate } from "./gate.ts";
import { readAllowList } from "./guard/allow-list.ts";
import { guardedConnector } from "./guard/connector.ts";
import type { Client, ClientOptions, Fetched, GetOptions, PostOptions } from "./options.ts";
import { readRetryAfter } from "./retry-after.ts";

/** What is sent with every GET unless the caller says otherwise. */
const ACCEPT = {
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "accept-language": "zh-CN,zh;q=0.9,en;q=0.5",
  "accept-encoding": "gzip, deflate, br",
};
const MB = 1024 * 1024;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The one guarded HTTP client: bounded in time, bytes, redirects and connections; public addresses only. */
export function createClient(options: ClientOptions): Client {
  return new GuardedClient(options);
}

interface Request {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  readonly maxBytes: number;
  readonly maxInflatedBytes: number;
  /** Cut a longer body instead of failing. */
  readonly cut: boolean;
  readonly maxRedirects: number;
  readonly followRedirects: boolean;
}

class GuardedClient implements Client {
  readonly #options: ClientOptions;
  readonly #agent: Agent;
  readonly #gate: Gate;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#gate = new Gate(options.maxInFlight ?? 64);
    this.#agent = new Agent({
      connections: options.connectionsPerHost ?? 1,
      pipelining: 1,
      keepAliveTimeout: 10_000,
      keepAliveMaxTimeout: 60_000,
      maxHeaderSize: options.maxHeaderBytes ?? 32 * 1024,
      // The deadline of the whole request bounds both; undici's own timers would only add cost.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: guardedConnector({
        allow: readAllowList(options.allow ?? []),
        resolve: options.resolve ?? {},
        connectMs: options.connectMs ?? 10_000,
      }),
    });
  }

  async get(url: string, options: GetOptions = {}): Promise<Fetched> {
    const { validators } = options;
    const maxBytes = options.maxBytes ?? this.#options.maxBytes ?? 10 * MB;
    return this.#run(url, options, {
      method: "GET",
      headers: {
        "user-agent": this.#options.userAgent,
        ...ACCEPT,
        ...(validators?.etag != null && { "if-none-match": validators.etag }),
        ...(validators?.lastModified != null && { "if-modified-since": validators.lastModified }),
        ...options.headers,
      },
      body: null,
      maxBytes,
      maxInflatedBytes: options.maxBytes ?? this.#options.maxInflatedBytes ?? 20 * MB,
      cut: false,
      maxRedirects: this.#options.maxRedirects ?? 5,
      followRedirects: options.followRedirects ?? true,
    });
  }

  async post(url: string, options: PostOptions): Promise<Fetched> {
    return this.#run(url, options, {
      method: "POST",
      headers: { "user-agent": this.#options.userAgent, "content-type": "application/json", ...options.headers },
      body: options.body,
      maxBytes: options.maxBytes ?? 64 * 1024,
      maxInflatedBytes: 20 * MB,
      cut: true,
      maxRedirects: 0,
      followRedirects: false,
    });
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #run(
    url: string,
    { deadlineMs, signal }: { readonly deadlineMs?: number; readonly signal?: AbortSignal },
    request: Request,
  ): Promise<Fetched> {
    const target = readTarget(url);
    await this.#gate.enter();
    const deadline = startDeadline(deadlineMs ?? this.#options.deadlineMs ?? 30_000, url, signal);
    try {
      return await this.#follow(target, url, request, deadline);
    } finally {
      deadline.clear();
      this.#gate.leave();
    }
  }

  async #follow(first: URL, url: string, request: Request, deadline: Deadline): Promise<Fetched> {
    const redirects: string[] = [];
    for (let target = first, headers = request.headers; ;) {
      const answer = await this.#once(target, { ...request, headers }, deadline);
      const location = REDIRECTS.has(answer.status) ? answer.headers["location"] : undefined;
      if (location === undefined || !request.followRedirects)
        return { url, finalUrl: redirects.at(-1) ?? url, ...answer, redirects };
      if (redirects.length >= request.maxRedirects)
        throw new RefusedError({
          code: "E_REDIRECTS",
          what: `More than ${request.maxRedirects} redirects`,
          where: url,
        });
      const next = readTarget(location, target.href);
      redirects.push(next.href);
      // Secrets are for the origin that they were given for.
      if (next.origin !== target.origin) headers = withoutSecrets(headers);
      target = next;
    }
  }

  async #once(
    target: URL,
    request: Request,
    { signal }: Deadline,
  ): Promise<Pick<Fetched, "status" | "headers" | "bytes">> {
    let stage: "headers" | "body" = "headers";
    try {
      const response = await this.#agent.request({
        origin: target.origin,
        path: target.pathname + target.search,
        method: request.method,
        headers: request.headers,
        body: request.body,
        signal,
      });
      stage = "body";
      const headers = plainHeaders(response.headers);
      const raw = await readBody(response.body, headers["content-length"], { ...request, url: target.href });
      throwIfThrottled(response.statusCode, headers, target.href);
      // A cut body cannot be inflated, and a 304 has none: its Content-Encoding speaks of the page.
      const isPlain = request.cut || response.statusCode === 304;
      const encoding = isPlain ? undefined : headers["content-encoding"];
      const bytes = await inflate(raw, encoding, request.maxInflatedBytes, target.href);
      return { status: response.statusCode, headers, bytes };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw toFetchError(error, target.href, stage);
    }
  }
}

function readTarget(text: string, base?: string): URL {
  if (!URL.canParse(text, base))
    throw new RefusedError({ code: "E_URL", what: "This is not a URL", where: text.slice(0, 200) });
  const target = new URL(text, base);
  if (target.protocol !== "http:" && target.protocol !== "https:")
    throw new RefusedError({ code: "E_SCHEME", what: "Only http and https are fetched", where: text.slice(0, 200) });
  if (target.username !== "" || target.password !== "")
    throw new RefusedError({ code: "E_URL", what: "A URL with a user name is not fetched", where: target.host });
  return target;
}

function plainHeaders(headers: Dispatcher.ResponseData["headers"]): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) plain[name] = typeof value === "string" ? value : value.join(", ");
  }
  return plain;
}

function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(?:authorization|cookie|proxy-authorization)$/i.test(name)),
  );
}

function throwIfThrottled(status: number, headers: Readonly<Record<string, string>>, url: string): void {
  const afterMs = readRetryAfter(headers["retry-after"], Date.now());
  if (status !== 429 && !(status === 503 && afterMs !== null)) return;
  throw new ThrottledError({
    code: "E_THROTTLED",
    what: `The server asks for time (${status})`,
    where: url,
    status,
    afterMs,
  });
}
