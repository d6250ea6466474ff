import { createHash } from "node:crypto";

import { FetchError, type Fetched } from "@caibian/http";
import { toBeijing, type Source, type Validators } from "@caibian/schema";

import { BrowserError } from "../render/errors.ts";
import type { FetchDoors, VisitEvent } from "./doors.ts";
import { failureOf, failureOfStatus, type Failure } from "./failure.ts";
import { HostClock, LONGEST_PAUSE_MS } from "./host-clock.ts";
import { RobotsGate } from "./robots-gate.ts";

/** What asking for one URL came to. */
export type Answer =
  | {
      readonly kind: "page";
      readonly fetched: Fetched;
      readonly sha256: string;
      readonly at: string;
      readonly ms: number;
    }
  | { readonly kind: "unchanged"; readonly at: string }
  | { readonly kind: "failed"; readonly failure: Failure; readonly at: string }
  | { readonly kind: "robots-denied"; readonly at: string }
  /** The host is left alone: nothing was asked. */
  | { readonly kind: "skipped" };

/** Asks politely: robots first, the host's clock, the page budget, then one request. */
export class Fetcher {
  readonly #doors: FetchDoors;
  readonly #isRendered: boolean;
  readonly #delayMs: number;
  readonly #robots: RobotsGate;
  readonly #controller = new AbortController();
  readonly #signal: AbortSignal;
  readonly #announced = new Set<string>();
  readonly clock: HostClock;
  readonly now: () => number;
  /** Requests that this Visit may still make. */
  budget: number;

  constructor(source: Source, doors: FetchDoors) {
    this.#doors = doors;
    this.#isRendered = source.fetcher === "rendered";
    this.#delayMs = source.limits.delayMs;
    const own = this.#controller.signal;
    const signal = doors.signal === undefined ? own : AbortSignal.any([own, doors.signal]);
    this.#signal = signal;
    this.now = doors.now ?? Date.now;
    this.budget = source.limits.maxPages;
    this.clock = new HostClock(source.limits.delayMs, this.now, signal);
    this.#robots = new RobotsGate(doors.client, this.clock, {
      userAgent: doors.userAgent,
      cache: doors.robots ?? new Map(),
      now: this.now,
      signal,
    });
  }

  report(event: VisitEvent): void {
    this.#doors.report?.(event);
  }

  /** Cuts every request and wait of this Visit. */
  stop(): void {
    this.#controller.abort();
  }

  /** True when the URL's host is left alone for the rest of this Visit. */
  isLeftAlone(url: string): boolean {
    return this.clock.givenUp(new URL(url).host) !== null;
  }

  /** Asks for a URL; with validators conditionally. The budget is the caller's to take from. */
  async ask(url: string, validators: Validators | null): Promise<Answer> {
    const { host } = new URL(url);
    if (this.#isGivenUp(host)) return { kind: "skipped" };
    const verdict = await this.#robots.verdict(url);
    if (verdict === "denied") return { kind: "robots-denied", at: this.#at() };
    if (verdict === "unreachable") return this.#fail(host, ROBOTS_UNREACHABLE);
    await this.clock.turn(host);
    if (this.#isGivenUp(host)) return { kind: "skipped" };
    return this.#request(url, host, validators);
  }

  async #request(url: string, host: string, validators: Validators | null): Promise<Answer> {
    const startedMs = performance.now();
    let fetched: Fetched;
    try {
      fetched = this.#isRendered
        ? await this.#render(url, host)
        : await this.#doors.client.get(url, { validators, signal: this.#signal });
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      return this.#fail(host, failureOf(error));
    }
    const at = this.#at();
    if (fetched.status === 304 && validators !== null) {
      this.clock.succeeded(host);
      return { kind: "unchanged", at };
    }
    // Rules bind the page that answered too, when a redirect led there.
    if (fetched.redirects.length > 0 && (await this.#robots.verdict(fetched.finalUrl)) !== "allowed")
      return { kind: "robots-denied", at };
    const failure = failureOfStatus(fetched);
    if (failure !== null) return this.#fail(host, failure);
    this.clock.succeeded(host);
    const sha256 = createHash("sha256").update(fetched.bytes).digest("hex");
    if (fetched.status === 200 && validators?.bodySha256 === sha256) return { kind: "unchanged", at };
    return { kind: "page", fetched, sha256, at, ms: performance.now() - startedMs };
  }

  /** One page load, whatever its scripts ask for, takes one turn of the host; the gap begins when it has ended. */
  async #render(url: string, host: string): Promise<Fetched> {
    const { renderer } = this.#doors;
    if (renderer === undefined) throw new BrowserError(NO_RENDERER);
    try {
      const allows = async (asked: string): Promise<boolean> => (await this.#robots.verdict(asked)) === "allowed";
      return await renderer.render(url, { allows, signal: this.#signal });
    } finally {
      this.clock.pause(host, Math.min(this.#delayMs, LONGEST_PAUSE_MS));
    }
  }

  #fail(host: string, failure: Failure): Answer {
    if (failure.kind === "throttled") this.clock.pause(host, failure.afterMs ?? 60_000);
    // What speaks of one page (403, 400, too large) says nothing of its host.
    else if (["transient", "unreachable", "blocked"].includes(failure.kind))
      this.clock.failed(host, failure.kind === "blocked");
    return { kind: "failed", failure, at: this.#at() };
  }

  #isGivenUp(host: string): boolean {
    const reason = this.clock.givenUp(host);
    if (reason === null) return false;
    if (!this.#announced.has(host)) {
      this.#announced.add(host);
      this.report({ kind: "host-given-up", host, reason });
    }
    return true;
  }

  #at(): string {
    return toBeijing(this.now());
  }
}

const NO_RENDERER = {
  why: "the source asks for `fetcher: rendered`, and this process has no renderer",
  next: "Pass createRenderer(…) as the door `renderer`.",
};

const ROBOTS_UNREACHABLE: Failure = {
  kind: "unreachable",
  code: "E_ROBOTS_UNREACHABLE",
  message: "robots.txt could not be had, so nothing may be fetched (RFC 9309)",
  afterMs: null,
};
