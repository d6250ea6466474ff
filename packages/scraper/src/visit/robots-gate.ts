import type { Fetched } from "@caibian/http";

import { parseRobots, type Robots } from "../robots/robots.ts";
import { failureOfStatus, type Failure } from "./failure.ts";

/** Rules by origin. One for a process keeps them between Visits. */
export type RobotsCache = Map<string, KnownRules>;

/** What is known of an origin's robots.txt. */
export interface KnownRules {
  /** The rules as they were last had, or null. */
  readonly robots: Robots | null;
  readonly hadMs: number;
  /** When it is to be asked for again. */
  readonly askMs: number;
  /** Why they could not be had the last time, where that is known. */
  readonly failure?: Failure | null;
}

/** What an origin's robots.txt says of a URL. */
export type Verdict =
  | { readonly kind: "allowed" | "denied"; readonly crawlDelayMs: number | null }
  /** It could not be had (5xx, no answer): nothing may be fetched (RFC 9309 section 2.3.1.4). */
  | { readonly kind: "unreachable"; readonly failure: Failure | null }
  /** The host may not be asked now, nor for its robots.txt. */
  | { readonly kind: "closed" };

/** What asking for a robots.txt came to, redirects followed. */
export type RobotsAnswer =
  | { readonly kind: "answer"; readonly fetched: Fetched }
  /** Nothing came: a broken connection, no such host, a guard; with what is known of why. */
  | { readonly kind: "none"; readonly failure: Failure | null }
  /** Its redirects lead nowhere. */
  | { readonly kind: "no-rules" }
  /** The host may not be asked now. */
  | { readonly kind: "closed" };

/** RFC 9309 section 2.4: a copy is not used for longer than a day. */
const DAY_MS = 86_400_000;
/** It is had again before that, so that a copy is at hand when the server stumbles. */
const RENEW_MS = DAY_MS / 2;
/** An origin that did not answer is asked again sooner. */
const RETRY_MS = 600_000;
/** Origins remembered; rules of the longest unused are forgotten. */
const MOST_ORIGINS = 2_000;
const ALL_ALLOWED: Had = { robots: parseRobots("") };

/** Rules, or why there are none. */
type Had = { readonly robots: Robots } | { readonly robots: null; readonly failure: Failure | null };

/** Asks each origin for its robots.txt once and answers for its URLs. */
export class RobotsGate {
  readonly #ask: (url: string) => Promise<RobotsAnswer>;
  readonly #userAgent: string;
  readonly #cache: RobotsCache;
  readonly #now: () => number;
  readonly #asking = new Map<string, Promise<KnownRules | null>>();

  constructor(
    ask: (url: string) => Promise<RobotsAnswer>,
    options: { userAgent: string; cache: RobotsCache; now: () => number },
  ) {
    this.#ask = ask;
    this.#userAgent = options.userAgent;
    this.#cache = options.cache;
    this.#now = options.now;
  }

  async verdict(url: string): Promise<Verdict> {
    const { origin } = new URL(url);
    const known = this.#fresh(origin) ?? (await this.#renew(origin));
    if (known === null) return { kind: "closed" };
    if (known.robots === null) return { kind: "unreachable", failure: known.failure ?? null };
    const delay = known.robots.crawlDelay(this.#userAgent);
    return {
      kind: known.robots.allows(this.#userAgent, url) ? "allowed" : "denied",
      crawlDelayMs: delay === null ? null : delay * 1000,
    };
  }

  #fresh(origin: string): KnownRules | undefined {
    const known = this.#cache.get(origin);
    return known !== undefined && known.askMs > this.#now() ? known : undefined;
  }

  /** One request serves all who wait for an origin's rules. */
  #renew(origin: string): Promise<KnownRules | null> {
    let asking = this.#asking.get(origin);
    if (asking === undefined) {
      asking = this.#had(origin).finally(() => this.#asking.delete(origin));
      this.#asking.set(origin, asking);
    }
    return asking;
  }

  async #had(origin: string): Promise<KnownRules | null> {
    const had = await this.#rulesOf(origin);
    if (had === null) return null;
    const now = this.#now();
    const before = this.#cache.get(origin);
    const isAtHand = before !== undefined && before.robots !== null && now - before.hadMs < DAY_MS;
    const known: KnownRules =
      had.robots !== null
        ? { robots: had.robots, hadMs: now, askMs: now + RENEW_MS }
        : {
            robots: isAtHand ? before.robots : null,
            hadMs: before?.hadMs ?? now,
            askMs: now + RETRY_MS,
            failure: had.failure,
          };
    this.#cache.delete(origin);
    this.#cache.set(origin, known);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > MOST_ORIGINS && oldest !== undefined) this.#cache.delete(oldest);
    return known;
  }

  async #rulesOf(origin: string): Promise<Had | null> {
    const answer = await this.#ask(`${origin}/robots.txt`);
    if (answer.kind === "closed") return null;
    if (answer.kind === "none") return { robots: null, failure: answer.failure };
    if (answer.kind === "no-rules") return ALL_ALLOWED;
    const { status, headers, bytes } = answer.fetched;
    if (status >= 500) return { robots: null, failure: failureOfStatus(answer.fetched) };
    if (status !== 200 || isHtml(headers["content-type"], bytes)) return ALL_ALLOWED;
    return { robots: parseRobots(bytes) };
  }
}

/**
 * Some sites answer every unknown path with 200 and a page: that is no robots.txt. Others call every file HTML:
 * one that names a user agent and has no tag of a page is obeyed.
 */
function isHtml(contentType: string | undefined, bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 2000)).toString("latin1");
  if (/<(?:!doctype\s+html|html|head|body)\b/i.test(start)) return true;
  return /^\s*(?:text\/html|application\/xhtml)/i.test(contentType ?? "") && !/^[ \t]*user-agent[ \t]*:/im.test(start);
}
