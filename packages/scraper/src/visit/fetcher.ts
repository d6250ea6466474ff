import { createHash } from "node:crypto";

import { RefusedError, type ChainCookies, type Fetched } from "@caibian/http";
import { JoinedAbort, toBeijing, type Source, type Validators } from "@caibian/schema";

import { createHosts, type Hosts, type VisitHosts } from "../pace/hosts.ts";
import { MACHINE_TIME } from "../pace/host-time.ts";
import { LONGEST_GAP_MS } from "../pace/strain.ts";
import { BrowserError } from "../render/errors.ts";
import type { TakeTurn } from "../render/guest-turns.ts";
import { Asker } from "./asker.ts";
import type { FetchDoors, VisitEvent } from "./doors.ts";
import { failureOf, type Failure } from "./failure.ts";
import { follow, type Came } from "./follow.ts";
import { HostNotes } from "./host-notes.ts";
import { RobotsGate, type RobotsAnswer, type Verdict } from "./robots-gate.ts";

/** What asking for one URL came to. */
export type Answer =
  | {
      readonly kind: "page";
      readonly fetched: Fetched;
      readonly sha256: string;
      readonly at: string;
      readonly ms: number;
    }
  | { readonly kind: "unchanged"; readonly fetched: Fetched; readonly at: string }
  | NoAnswer;

/** A request that failed. */
export interface Failed {
  readonly kind: "failed";
  readonly failure: Failure;
  readonly at: string;
}

type NoAnswer =
  | Failed
  | { readonly kind: "robots-denied"; readonly at: string }
  /** The host is left alone: nothing was asked, or a redirect led there, which is then what became of the request. */
  | { readonly kind: "skipped"; readonly redirected: Failed | null };

/** 500 KiB of it are read; but what is too large to be had at all would shut the site. */
const MOST_ROBOTS_BYTES = 16 * 1024 * 1024;
/** Times that one URL is asked again when the host asks for a moment. */
const MOST_MOMENTS = 3;

/** Asks politely: robots first, the host's turn, then one request; so for each hop of a redirect. */
export class Fetcher {
  readonly #doors: FetchDoors;
  readonly #isRendered: boolean;
  readonly #robots: RobotsGate;
  readonly #ends: JoinedAbort;
  /** Hosts of this Visit alone, when the caller keeps none. */
  readonly #own: Hosts | null;
  readonly #hosts: VisitHosts;
  readonly #notes: HostNotes;
  readonly #asker: Asker;
  readonly now: () => number;
  /** Requests that this Visit may still make. */
  budget: number;

  constructor(source: Source, doors: FetchDoors) {
    this.#doors = doors;
    this.#isRendered = source.fetcher === "rendered";
    this.now = doors.now ?? Date.now;
    this.budget = source.limits.maxPages;
    this.#ends = new JoinedAbort([doors.signal]);
    const { signal } = this.#ends;
    const hosts = doors.hosts ?? createHosts({ time: { ...MACHINE_TIME, now: this.now } });
    this.#own = doors.hosts === undefined ? hosts : null;
    this.#hosts = hosts.join(source, { byHand: doors.byHand ?? false, signal });
    this.#notes = new HostNotes((event) => this.report(event));
    this.#asker = new Asker(doors.client, this.#hosts, this.#notes, signal);
    this.#robots = new RobotsGate((url) => this.#askRobots(url), {
      userAgent: doors.userAgent,
      cache: doors.robots ?? new Map(),
      now: this.now,
    });
  }

  report(event: VisitEvent): void {
    this.#doors.report?.(event);
  }

  /** Cuts every request and wait of this Visit. */
  stop(): void {
    this.#ends.abort();
  }

  /** Gives the hosts up, when nothing is in flight any more. */
  async close(): Promise<void> {
    this.stop();
    await this.#hosts.leave();
    await this.#own?.close();
  }

  /** The hosts that are left alone for the rest of this Visit: their leads wait for the next one. */
  hostsLeftAlone(): readonly string[] {
    return this.#notes.hostsLeftAlone();
  }

  /** Asks for a URL; with validators conditionally. The budget is the caller's to take from. */
  async ask(url: string, validators: Validators | null): Promise<Answer> {
    let answer: Came | NoAnswer;
    const way: string[] = [];
    try {
      answer = await follow(url, (target, cookies) => {
        way.push(new URL(target).host);
        return this.#askOnce(target, validators, cookies);
      });
    } catch (error) {
      return this.#failed(failureOf(error));
    }
    if (answer.kind === "skipped" && way.length > 1)
      return { kind: "skipped", redirected: this.#failed(this.#shut(way.at(-1) ?? "")) };
    if (answer.kind !== "came") return answer;
    const { fetched, ms } = answer;
    const at = this.#at();
    if (fetched.status === 304) return { kind: "unchanged", fetched, at };
    const sha256 = createHash("sha256").update(fetched.bytes).digest("hex");
    if (fetched.status === 200 && validators?.bodySha256 === sha256) return { kind: "unchanged", fetched, at };
    return { kind: "page", fetched, sha256, at, ms };
  }

  /** One request, when the rules let it; made again when the host asks for a moment. */
  async #askOnce(url: string, validators: Validators | null, cookies: ChainCookies): Promise<Came | NoAnswer> {
    let last: Failed | null = null;
    for (let moments = 0; ; moments++) {
      const answer = await this.#try(url, validators, cookies);
      // The host asked for a moment, and then for more than that.
      if (answer.kind === "skipped") return last ?? answer;
      if (answer.kind !== "failed") return answer;
      const { kind, afterMs } = answer.failure;
      const isMoment = kind === "throttled" && (afterMs ?? 0) <= LONGEST_GAP_MS;
      if (!isMoment || moments === MOST_MOMENTS) return answer;
      last = answer;
    }
  }

  async #try(url: string, validators: Validators | null, cookies: ChainCookies): Promise<Came | NoAnswer> {
    const { host } = new URL(url);
    if (this.#notes.isLeftAlone(host)) return SKIPPED;
    const verdict = await this.#robots.verdict(url);
    if (verdict.kind === "closed") return SKIPPED;
    if (verdict.kind === "unreachable") return this.#withoutRobots(host, verdict.failure);
    if (verdict.kind === "denied") return { kind: "robots-denied", at: this.#at() };
    await this.#slow(host, verdict);
    // A page that scripts make is read whole each time: its document's validators say nothing of what they show.
    const own = this.#isRendered ? { during: this.#render } : { validators };
    const asked = await this.#asker.ask(url, { ...own, cookies });
    if (asked.kind === "skipped") return SKIPPED;
    return asked.kind === "failed" ? this.#failed(asked.failure) : asked;
  }

  /** The page as a browser shows it. What its scripts ask of its own host belongs to its turn; other hosts have theirs. */
  readonly #render = (document: Fetched): Promise<Fetched> => {
    const { renderer } = this.#doors;
    if (renderer === undefined) throw new BrowserError(NO_RENDERER);
    const own = new URL(document.url);
    const allows = async (url: string): Promise<boolean> => {
      const { host, origin } = new URL(url);
      // Its robots.txt would wait for the turn that this page holds.
      if (host === own.host && origin !== own.origin) return false;
      if (this.#notes.isLeftAlone(host)) return false;
      const verdict = await this.#robots.verdict(url);
      if (verdict.kind !== "allowed") return false;
      if (host !== own.host) await this.#slow(host, verdict);
      return true;
    };
    const turn: TakeTurn = async (host, signal) => {
      const had = await this.#hosts.turn(host, signal);
      return had.kind === "go" ? had : null;
    };
    return renderer.render(document, { allows, turn, signal: this.#ends.signal });
  };

  /** The rules bind every request: none is made without them. One lead is told, the others wait. */
  #withoutRobots(host: string, why: Failure | null): Failed {
    this.#notes.leaveAlone(host, "robots", null);
    return this.#failed(why === null ? NO_ROBOTS : { ...NO_ROBOTS, ofRobots: why });
  }

  async #slow(host: string, { crawlDelayMs }: Verdict & { readonly kind: "allowed" | "denied" }): Promise<void> {
    if (crawlDelayMs === null) return;
    if (crawlDelayMs > LONGEST_GAP_MS) {
      const [asked, kept] = [crawlDelayMs, LONGEST_GAP_MS].map((ms) => Math.round(ms / 1000));
      this.#notes.warn(host, `its robots.txt asks for ${asked} s between two requests: ${kept} s are kept`);
    }
    await this.#hosts.slow(host, crawlDelayMs);
  }

  /** robots.txt, in the turns of the hosts on its way. */
  async #askRobots(url: string): Promise<RobotsAnswer> {
    let hops = 0;
    try {
      const asked = await follow(url, (target, cookies) => {
        hops++;
        return this.#asker.ask(target, { maxBytes: MOST_ROBOTS_BYTES, cookies });
      });
      // Where it redirects to a host that is left alone, the answer must be kept: it cost a request.
      if (asked.kind === "skipped") return hops > 1 ? { kind: "none", failure: null } : { kind: "closed" };
      if (asked.kind === "came") return { kind: "answer", fetched: asked.fetched };
      const { failure, fetched } = asked;
      // A guard's page in its place says nothing of the rules, whatever its status.
      return fetched === null || failure.kind === "blocked" ? { kind: "none", failure } : { kind: "answer", fetched };
    } catch (error) {
      // Redirects without end count as "unavailable" (RFC 9309 section 2.3.1.2): there are no rules.
      if (error instanceof RefusedError) return { kind: "no-rules" };
      throw error;
    }
  }

  /** A redirect led to a host that is left alone: the next try comes when that is over. */
  #shut(host: string): Failure {
    const untilMs = this.#notes.untilMs(host);
    return {
      kind: "left-alone",
      code: "E_LEFT_ALONE",
      message: `It redirects to ${host}, which is left alone`,
      afterMs: untilMs === null ? null : Math.max(0, untilMs - this.now()),
    };
  }

  #failed(failure: Failure): Failed {
    return { kind: "failed", failure, at: this.#at() };
  }

  #at(): string {
    return toBeijing(this.now());
  }
}

const SKIPPED: NoAnswer = { kind: "skipped", redirected: null };

const NO_RENDERER = {
  why: "the source asks for `fetcher: rendered`, and this process has no renderer",
  next: "Pass createRenderer(…) as the door `renderer`.",
};

const NO_ROBOTS: Failure = {
  kind: "no-robots",
  code: "E_ROBOTS_UNREACHABLE",
  message: "robots.txt could not be had, so nothing may be fetched (RFC 9309)",
  afterMs: null,
};
