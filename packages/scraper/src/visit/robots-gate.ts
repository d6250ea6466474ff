import { FetchError, type Client } from "@caibian/http";

import { parseRobots, type Robots } from "../robots/robots.ts";
import type { HostClock } from "./host-clock.ts";

/** Rules by origin. One for a process keeps them between Visits. */
export type RobotsCache = Map<string, { readonly rules: Promise<Rules>; readonly until: number }>;

/** What an origin's robots.txt came to. */
export interface Rules {
  readonly robots: Robots;
  /** False when it could not be had (5xx, no answer): then nothing may be fetched. */
  readonly isReachable: boolean;
}

/** RFC 9309 section 2.4: not longer than a day. */
const DAY_MS = 86_400_000;
/** An origin that did not answer is asked again sooner. */
const RETRY_MS = 600_000;
const MOST_BYTES = 2 * 1024 * 1024;
const ALL_ALLOWED = parseRobots("");
const NONE_ALLOWED = parseRobots("User-agent: *\nDisallow: /\n");

/** Asks each origin for its robots.txt once and answers for its URLs. */
export class RobotsGate {
  readonly #client: Client;
  readonly #clock: HostClock;
  readonly #userAgent: string;
  readonly #cache: RobotsCache;
  readonly #now: () => number;
  readonly #signal: AbortSignal;

  constructor(
    client: Client,
    clock: HostClock,
    options: { userAgent: string; cache: RobotsCache; now: () => number; signal: AbortSignal },
  ) {
    this.#client = client;
    this.#clock = clock;
    this.#userAgent = options.userAgent;
    this.#cache = options.cache;
    this.#now = options.now;
    this.#signal = options.signal;
  }

  /** `allowed`, `denied` by a rule, or `unreachable`: no rules could be had, so nothing may be fetched. */
  async verdict(url: string): Promise<"allowed" | "denied" | "unreachable"> {
    const { origin, host } = new URL(url);
    const { robots, isReachable } = await this.#rulesOf(origin, host);
    if (!isReachable) return "unreachable";
    const delay = robots.crawlDelay(this.#userAgent);
    if (delay !== null) this.#clock.slow(host, delay * 1000);
    return robots.allows(this.#userAgent, url) ? "allowed" : "denied";
  }

  async #rulesOf(origin: string, host: string): Promise<Rules> {
    const known = this.#cache.get(origin);
    if (known !== undefined && known.until > this.#now()) return known.rules;
    const rules = this.#ask(origin, host);
    this.#cache.set(origin, { rules, until: this.#now() + DAY_MS });
    try {
      const { isReachable } = await rules;
      if (!isReachable) this.#cache.set(origin, { rules, until: this.#now() + RETRY_MS });
    } catch (error) {
      this.#cache.delete(origin);
      throw error;
    }
    return rules;
  }

  async #ask(origin: string, host: string): Promise<Rules> {
    await this.#clock.turn(host);
    try {
      const answer = await this.#client.get(`${origin}/robots.txt`, { maxBytes: MOST_BYTES, signal: this.#signal });
      if (answer.status >= 500) return { robots: NONE_ALLOWED, isReachable: false };
      if (answer.status !== 200 || isHtml(answer.headers["content-type"], answer.bytes))
        return { robots: ALL_ALLOWED, isReachable: true };
      return { robots: parseRobots(answer.bytes), isReachable: true };
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      // Too many redirects count as "unavailable" (RFC 9309 section 2.3.1.2): there are no rules.
      if (error.code === "E_REDIRECTS") return { robots: ALL_ALLOWED, isReachable: true };
      return { robots: NONE_ALLOWED, isReachable: false };
    }
  }
}

/** Some sites answer every unknown path with 200 and a page: that is no robots.txt. */
function isHtml(contentType: string | undefined, bytes: Uint8Array): boolean {
  if (/^\s*(?:text\/html|application\/xhtml)/i.test(contentType ?? "")) return true;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 2000)).toString("latin1");
  return /<(?:!doctype\s+html|html|head|body)\b/i.test(start);
}
