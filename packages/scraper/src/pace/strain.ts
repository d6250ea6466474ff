/** How hard a host breathes: what it adds to the gap that the limits ask for. */
export interface Strain {
  /** How long it takes to answer, smoothed; 0 before the first answer. */
  readonly latencyMs: number;
  /** What failures added; shrinks with each good answer. */
  readonly extraMs: number;
}

/** Longest gap that strain alone makes, and the most that a Crawl-delay is believed, in milliseconds. */
export const LONGEST_GAP_MS = 60_000;

/** Weight of the newest answer in the smoothed latency. */
const NEWEST = 0.3;
/** A host rests at least as long as it worked: the gap counts from the end of a request. */
const LATENCY_SHARE = 2;
const FIRST_EXTRA_MS = 250;
const GROWTH = 2;
/** Recovery is slower than growth: one failure is made good by three answers. */
const RECOVERY = 0.8;
const LEAST_EXTRA_MS = 50;

/** Nothing is known of the host. */
export const AT_EASE: Strain = { latencyMs: 0, extraMs: 0 };

/**
 * The gap to keep, in milliseconds: never below `baseMs`; twice the host's latency where that is longer, and what its
 * failures added. A Source that asks for no gap at all (`delayMs: 0`) gets none for latency.
 */
export function gapOf(baseMs: number, { latencyMs, extraMs }: Strain): number {
  const breath = baseMs === 0 ? 0 : latencyMs * LATENCY_SHARE;
  return Math.max(baseMs, Math.min(Math.max(baseMs, breath) + extraMs, LONGEST_GAP_MS));
}

/** After an answer that took so long. */
export function afterAnswer({ latencyMs, extraMs }: Strain, tookMs: number): Strain {
  const smoothed = latencyMs === 0 ? tookMs : latencyMs + (tookMs - latencyMs) * NEWEST;
  const shrunk = extraMs * RECOVERY;
  return { latencyMs: smoothed, extraMs: shrunk < LEAST_EXTRA_MS ? 0 : shrunk };
}

/** After a failure: the gap about doubles. */
export function afterFailure(strain: Strain, baseMs: number): Strain {
  const gap = Math.max(gapOf(baseMs, strain), FIRST_EXTRA_MS);
  return { ...strain, extraMs: Math.min(strain.extraMs + gap * (GROWTH - 1), LONGEST_GAP_MS) };
}
