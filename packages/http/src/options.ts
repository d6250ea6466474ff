import type { TlsException } from "@caibian/schema";

import type { ChainCookies } from "./redirect/chain-cookies.ts";

/** Bounds and policy of a Client. Each has a default that is safe on the open web. */
export interface ClientOptions {
  /** Sent as User-Agent with every request. */
  readonly userAgent: string;
  /**
   * Addresses that are not public and may be asked all the same: host names, IP addresses or CIDR ranges,
   * each with or without a port (`a.test`, `127.0.0.1:8080`, `10.0.0.0/8`, `[::1]:80`). Default none.
   */
  readonly allow?: readonly string[];
  /**
   * Static host overrides, like `curl --resolve`: host name to `ip` or `ip:port`. They replace DNS, not the
   * guard: the address must be public or allowed. Default none.
   */
  readonly resolve?: Readonly<Record<string, string>>;
  /**
   * Asks for the addresses of a host name. Every one of them must be public or allowed, and the connection goes
   * to one of these very addresses. Default: the system's resolver.
   */
  readonly lookup?: (hostname: string) => Promise<readonly string[]>;
  /** What single hosts are forgiven in TLS, by exact host name. Default none. */
  readonly tls?: Readonly<Record<string, TlsException>>;
  /** Whole time of one request, redirects included, in milliseconds. Default 30 000. */
  readonly deadlineMs?: number;
  /** Time to open one connection, in milliseconds. Default 10 000. */
  readonly connectMs?: number;
  /** Most body bytes on the wire. Default 10 MB. */
  readonly maxBytes?: number;
  /** Most body bytes after content decoding. Default 20 MB. */
  readonly maxInflatedBytes?: number;
  /** Redirects followed. Default 5. */
  readonly maxRedirects?: number;
  /** Most bytes of response headers. Default 32 KB. */
  readonly maxHeaderBytes?: number;
  /** Connections held to one origin. Default 1. */
  readonly connectionsPerHost?: number;
  /**
   * Memory that bodies past 128 KB may fill together while they arrive, in bytes. Past it only the oldest goes on.
   * Default 4 MB.
   */
  readonly bodyMemoryBytes?: number;
  /** Requests in flight over all hosts; the others wait. Default 64. */
  readonly maxInFlight?: number;
}

/** What one request may set of its own. */
export interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the request conditional (RFC 9110 section 13): an unchanged resource answers 304. */
  readonly validators?: { readonly etag: string | null; readonly lastModified: string | null } | null;
  /** Overrides the client's bound, in bytes on the wire and after decoding. */
  readonly maxBytes?: number;
  /** Overrides the client's deadline, in milliseconds. */
  readonly deadlineMs?: number;
  /** Default true; false: a redirect is the answer, so that the caller asks the next host in its turn. */
  readonly followRedirects?: boolean;
  /** Cookies of a chain whose hops the caller asks for one by one: one object a chain. Default: this request's own. */
  readonly cookies?: ChainCookies;
  readonly signal?: AbortSignal;
}

/** What is known of a resource without its body. */
export type Head = Omit<Fetched, "bytes">;

/** A POST: never redirected, its answer's body cut at `maxBytes` (default 64 KB). */
export interface PostOptions {
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxBytes?: number;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** A request to an API that is no page: never redirected, and its answer is whole or an error. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** Default none. */
  readonly body?: string | Uint8Array | null;
  /** Default Content-Type `application/json`, where there is a body. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Overrides the client's bound, in bytes on the wire. */
  readonly maxBytes?: number;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** A whole answer. Any status but 429 (and 503 with Retry-After, which is thrown) is an answer. */
export interface Fetched {
  readonly url: string;
  /** URL that answered, after redirects. */
  readonly finalUrl: string;
  readonly status: number;
  /** Names in lower case, repeated values joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Body after content decoding. */
  readonly bytes: Uint8Array;
  /** URLs passed through, in order; empty when the first one answered. */
  readonly redirects: readonly string[];
}

/** The one guarded HTTP client. */
export interface Client {
  get(url: string, options?: GetOptions): Promise<Fetched>;
  /**
   * Status and headers only, for the size and type of an image. Servers that refuse HEAD (405, 501) are asked
   * with a GET that ends before its body.
   */
  head(url: string, options?: GetOptions): Promise<Head>;
  post(url: string, options: PostOptions): Promise<Fetched>;
  /** One request to an API, for answers that a program reads. */
  request(url: string, request: ApiRequest): Promise<Fetched>;
  /** Ends every connection; requests in flight fail. */
  close(): Promise<void>;
}
