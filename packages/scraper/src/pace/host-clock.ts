import type { CoolingCause, HostMemory } from "@caibian/schema";

import {
  afterBlock,
  afterFailedRequest,
  afterGoodAnswer,
  afterThrottling,
  WELL,
  type Health,
  type Setback,
} from "./cooling.ts";
import { msUntilHours, strictestOf, type HostLimits } from "./host-limits.ts";
import { dayOf, msUntilMidnight, type HostTime } from "./host-time.ts";
import { afterAnswer, afterFailure, AT_EASE, gapOf, LONGEST_GAP_MS, type Strain } from "./strain.ts";

/** How a request ended, as far as its host is concerned. */
export type Ending =
  /** The host works: a page, a 304, a 404. */
  | { readonly kind: "answered"; readonly ms: number }
  /** 5xx, no answer, a broken connection. */
  | { readonly kind: "failed" }
  | { readonly kind: "throttled"; readonly afterMs: number | null }
  /** Its guard (WAF) answered instead; `guard` names it. */
  | { readonly kind: "blocked"; readonly guard: string }
  /** Our own doing: it says nothing of the host. */
  | { readonly kind: "cut" };

/** Why a host may not be asked now, and until when (epoch milliseconds). */
export interface Closed {
  readonly cause: CoolingCause | "budget" | "hours";
  readonly untilMs: number;
}

/** Longest pause that is waited out in a Visit; past it the host is left alone until the next one. */
const LONGEST_PAUSE_MS = 60_000;
/** Share of the gap that is added by chance, so that many hosts' requests do not march in step. */
const JITTER = 0.1;

/**
 * One host's clock: when it may be asked again, and whether it may. It knows nothing of waiting; the gap counts from
 * the end of a request, so that it holds at the server too, however long a connection takes to open.
 */
export class HostClock {
  readonly #time: HostTime;
  readonly #random: () => number;
  #limits: HostLimits = strictestOf([]);
  #crawlDelayMs = 0;
  #strain: Strain = AT_EASE;
  #health: Health = WELL;
  #lastMs = Number.NEGATIVE_INFINITY;
  #jitter = 0;
  #pausedUntilMs = 0;
  #coolingSinceMs = 0;
  #inFlight = 0;
  #day = "";
  #used = 0;

  constructor(time: HostTime, random: () => number = Math.random) {
    this.#time = time;
    this.#random = random;
  }

  set limits(limits: HostLimits) {
    this.#limits = limits;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Takes up what another holder left. After one that died a whole gap is waited: it may have asked just now. */
  restore(memory: HostMemory | null, wasLeftOpen: boolean): void {
    const now = this.#time.now();
    this.#strain = memory === null ? AT_EASE : { latencyMs: memory.latencyMs, extraMs: memory.extraMs };
    this.#health = memory ?? WELL;
    [this.#day, this.#used] = [memory?.day ?? "", memory?.used ?? 0];
    this.#coolingSinceMs = 0;
    const waitMs = Math.max(memory?.waitMs ?? 0, wasLeftOpen ? (memory?.gapMs ?? 0) : 0);
    this.#pausedUntilMs = now + waitMs;
    // Another holder's gap may be shorter than ours.
    const restedMs = Math.max(0, (memory?.gapMs ?? 0) - (memory?.waitMs ?? 0));
    this.#lastMs = wasLeftOpen ? now : memory === null ? Number.NEGATIVE_INFINITY : now - restedMs;
  }

  /** What the next holder is to know. */
  memory(): HostMemory {
    const now = this.#time.now();
    const gapMs = this.#gapMs();
    return {
      waitMs: Math.max(0, Math.ceil(Math.max(this.#readyMs(), this.#inFlight > 0 ? now + gapMs : 0) - now)),
      gapMs: Math.ceil(gapMs),
      latencyMs: Math.ceil(this.#strain.latencyMs),
      extraMs: Math.ceil(this.#strain.extraMs),
      ...this.#health,
      day: this.#day,
      used: this.#used,
    };
  }

  /** The host wants at least this gap (Crawl-delay), at most a minute. True when it is longer than what was kept. */
  slow(crawlDelayMs: number): boolean {
    const before = this.#gapMs();
    this.#crawlDelayMs = Math.min(crawlDelayMs, LONGEST_GAP_MS);
    return this.#gapMs() > before;
  }

  /** Null when the host may be asked in its turn. A Visit by hand is stopped by what the host itself said alone. */
  admit({ byHand, sinceMs }: { readonly byHand: boolean; readonly sinceMs: number }): Closed | null {
    const now = this.#time.now();
    const { cause } = this.#health;
    if (cause !== null && this.#pausedUntilMs - now > LONGEST_PAUSE_MS) {
      // A person may have mended what failed: one request shows it.
      const isProbe = byHand && cause === "failing" && this.#coolingSinceMs < sinceMs;
      if (!isProbe) return { cause, untilMs: this.#pausedUntilMs };
      this.#pausedUntilMs = 0;
    }
    return byHand ? null : this.overstepped();
  }

  /** The limit that a request now would overstep, or null. */
  overstepped(): Closed | null {
    const now = this.#time.now();
    const { mostPerDay } = this.#limits;
    if (mostPerDay !== null && this.#day === dayOf(now) && this.#used >= mostPerDay)
      return { cause: "budget", untilMs: now + msUntilMidnight(now) };
    const closedMs = msUntilHours(this.#limits, now);
    return closedMs > 0 ? { cause: "hours", untilMs: now + closedMs } : null;
  }

  /** Milliseconds until the next request may leave; infinite while as many as may be are in flight. */
  waitMs(): number {
    // The first request after a cooling goes alone.
    const most = this.#health.coolings > 0 ? 1 : this.#limits.concurrency;
    if (this.#inFlight >= most) return Number.POSITIVE_INFINITY;
    const now = this.#time.now();
    // The machine's clock was set back: that must not stop a host for an hour.
    if (this.#lastMs > now) this.#lastMs = now;
    return Math.max(0, this.#readyMs() - now);
  }

  /** A request leaves. */
  begin(): void {
    const now = this.#time.now();
    const day = dayOf(now);
    if (day !== this.#day) [this.#day, this.#used] = [day, 0];
    this.#used++;
    this.#inFlight++;
    this.#pausedUntilMs = 0;
    this.#mark(now);
  }

  /** Its end; tells when the host is left alone from now on. */
  end(ending: Ending): Closed | null {
    const now = this.#time.now();
    this.#inFlight--;
    this.#mark(now);
    switch (ending.kind) {
      case "answered":
        this.#strain = afterAnswer(this.#strain, ending.ms);
        this.#health = afterGoodAnswer(this.#health);
        return null;
      case "failed":
        this.#strain = afterFailure(this.#strain, this.#baseMs());
        return this.#setBack(afterFailedRequest(this.#health), now);
      case "throttled":
        this.#strain = afterFailure(this.#strain, this.#baseMs());
        return this.#setBack(afterThrottling(this.#health, ending.afterMs), now);
      case "blocked":
        return this.#setBack(afterBlock(this.#health, ending.guard), now);
      case "cut":
        return null;
      default:
        return ending satisfies never;
    }
  }

  #setBack({ health, coolMs }: Setback, now: number): Closed | null {
    this.#health = health;
    if (coolMs === 0) return null;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, now + coolMs);
    this.#coolingSinceMs = now;
    const { cause } = health;
    return cause === null || coolMs <= LONGEST_PAUSE_MS ? null : { cause, untilMs: this.#pausedUntilMs };
  }

  #mark(now: number): void {
    this.#lastMs = now;
    this.#jitter = this.#random() * JITTER;
  }

  #readyMs(): number {
    return Math.max(this.#lastMs + this.#gapMs() * (1 + this.#jitter), this.#pausedUntilMs);
  }

  #gapMs(): number {
    return gapOf(this.#baseMs(), this.#strain);
  }

  #baseMs(): number {
    return Math.max(this.#limits.delayMs, this.#crawlDelayMs);
  }
}
