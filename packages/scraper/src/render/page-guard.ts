import { BadContentError, FetchError, type Client, type Fetched } from "@caibian/http";
import { decode } from "@caibian/page";
import { getDomain } from "tldts";
import type { Request, Route } from "playwright-core";

import { follow, type Came } from "../visit/follow.ts";
import { ByteBudget } from "./byte-budget.ts";
import { GuestTurns, type TakeTurn } from "./guest-turns.ts";

/** Bounds of one page load. */
export interface LoadBounds {
  /** Requests of scripts, styles left out. */
  readonly maxRequests: number;
  /** Bytes that they bring together. */
  readonly maxBytes: number;
}

/** What a page load works with. */
export interface GuardOptions extends LoadBounds {
  readonly client: Client;
  /** What robots.txt says of a URL. */
  readonly allows: (url: string) => Promise<boolean>;
  /** How another host's turn is had. */
  readonly turn: TakeTurn;
  /** Aborts when the page is done with. */
  readonly signal: AbortSignal;
}

/** Changes of address that scripts may make before the page stands. */
const MOST_NAVIGATIONS = 3;
const MOST_POST_BYTES = 64 * 1024;
/** One answer may bring this part of all bytes: a large bundle, but not the page's whole due. */
const SHARES = 4;
/** Headers that a page's scripts may set: those of their own API. */
const OWN_HEADER =
  /^(?:accept|content-type|referer|authorization|token|siteid|x-[\w-]{1,40}|[\w-]{0,40}(?:site|app|tenant|token|sign)[\w-]{0,20})$/;
/** What speaks of the bytes on the wire, which are not those that the browser gets. */
const WIRE_HEADER =
  /^(?:content-encoding|content-length|transfer-encoding|set-cookie|strict-transport-security|link|refresh)$/;

/**
 * Answers every request of one page load: documents, scripts and data over the guarded client, nothing else.
 * Addresses, byte caps, redirects and robots.txt hold for a page's scripts as they hold for us.
 */
export class PageGuard {
  readonly #options: GuardOptions;
  readonly #site: string;
  readonly #ownHost: string;
  readonly #guests: GuestTurns;
  /** The document that was asked for, until the browser has taken it. */
  #document: Fetched | null;
  #navigations = 0;
  #requests = 0;
  readonly #bytes: ByteBudget;
  #inFlight = 0;
  #quietSince: number = performance.now();
  /** Addresses that scripts led the page to, in order. */
  readonly moves: string[] = [];

  constructor(document: Fetched, options: GuardOptions) {
    this.#document = document;
    this.#options = options;
    this.#bytes = new ByteBudget(options.maxBytes, Math.ceil(options.maxBytes / SHARES));
    this.#ownHost = new URL(document.url).host;
    this.#guests = new GuestTurns(options.turn, options.signal);
    this.#site = siteOf(document.finalUrl);
  }

  /** Requests made for this page, its document not counted. */
  get requests(): number {
    return this.#requests;
  }

  /** How long nothing was asked for, in milliseconds; 0 while something is in flight. */
  get quietMs(): number {
    return this.#inFlight > 0 ? 0 : performance.now() - this.#quietSince;
  }

  /** True while the page waits for another host's turn: that is not its own slowness. */
  get isWaiting(): boolean {
    return this.#guests.isWaiting;
  }

  /** Decides over one request. Never throws. */
  async answer(route: Route): Promise<void> {
    this.#inFlight++;
    try {
      await this.#decide(route, route.request());
    } catch {
      // The page was closed under the request, or the browser is gone: nobody waits for the answer.
    } finally {
      this.#inFlight--;
      this.#quietSince = performance.now();
    }
  }

  async #decide(route: Route, request: Request): Promise<void> {
    const kind = request.resourceType();
    if (request.isNavigationRequest()) {
      // A frame's text is not part of the page's own tree.
      if (request.frame().parentFrame() !== null) return route.abort("blockedbyclient");
      return this.#navigate(route, request);
    }
    if (kind === "stylesheet") return route.fulfill({ status: 200, contentType: "text/css", body: "" });
    if (kind !== "script" && kind !== "xhr" && kind !== "fetch") return route.abort("blockedbyclient");
    const answer = await this.#fetch(request);
    if (answer === null) return route.abort("blockedbyclient");
    const headers = Object.entries(answer.headers).filter(([name]) => !WIRE_HEADER.test(name));
    return route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(headers),
      body: Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.byteLength),
    });
  }

  async #navigate(route: Route, request: Request): Promise<void> {
    let document = this.#document;
    this.#document = null;
    if (document === null) {
      if (++this.#navigations > MOST_NAVIGATIONS || request.method() !== "GET") return route.abort("blockedbyclient");
      document = await this.#fetch(request);
      if (document === null) return route.abort("blockedbyclient");
      this.moves.push(document.finalUrl);
    }
    const contentType = document.headers["content-type"];
    // Decoded by our rules, not by the browser's: it believes wrong labels.
    const { text } = decode(document.bytes, {
      url: document.finalUrl,
      ...(contentType === undefined ? {} : { contentType }),
    });
    return route.fulfill({ status: document.status, contentType: "text/html; charset=utf-8", body: text });
  }

  /** Null when the request is refused or fails. A redirect is never handed on: the browser would follow it itself. */
  async #fetch(request: Request): Promise<Fetched | null> {
    const { maxRequests } = this.#options;
    const url = request.url();
    if (this.#requests >= maxRequests || !/^https?:/i.test(url)) return null;
    this.#requests++;
    try {
      const answer = await follow(url, async (target): Promise<Came | Denied> => {
        const fetched = await this.#ask(target, request);
        return fetched === null ? DENIED : { kind: "came", fetched, ms: 0 };
      });
      if (answer.kind !== "came" || answer.fetched.status === 304) return null;
      return answer.fetched;
    } catch (error) {
      if (error instanceof FetchError) return null;
      throw error;
    }
  }

  /** What the page asks of its own host belongs to its turn there; every other host has turns of its own. */
  async #ask(url: string, request: Request): Promise<Fetched | null> {
    const { allows } = this.#options;
    const { host } = new URL(url);
    const isOwn = host === this.#ownHost;
    if (!(await (isOwn ? allows(url) : this.#guests.patiently(() => allows(url), false)))) return null;
    return isOwn ? this.#send(url, request) : this.#guests.during(host, () => this.#send(url, request));
  }

  /** The browser's request, made by our client; null for what a page need not send. */
  async #send(url: string, request: Request): Promise<Fetched | null> {
    const { client, signal } = this.#options;
    const isGet = request.method() === "GET";
    const body = request.postDataBuffer() ?? "";
    const isOwnPost = request.method() === "POST" && siteOf(url) === this.#site && body.length <= MOST_POST_BYTES;
    if (!isGet && !isOwnPost) return null;
    const maxBytes = await this.#bytes.take();
    let used = 0;
    try {
      if (maxBytes === 0) return null;
      const options = { headers: ownHeaders(request.headers()), maxBytes, signal };
      const fetched = await (isGet
        ? client.get(url, { ...options, followRedirects: false })
        : client.post(url, { ...options, body }));
      used = Math.min(maxBytes, fetched.bytes.length);
      return fetched;
    } catch (error) {
      if (error instanceof BadContentError) used = maxBytes;
      throw error;
    } finally {
      this.#bytes.book(maxBytes, used);
    }
  }
}

interface Denied {
  readonly kind: "denied";
}

const DENIED: Denied = { kind: "denied" };

function ownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => OWN_HEADER.test(name)));
}

function siteOf(url: string): string {
  const { hostname } = new URL(url);
  return getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;
}
