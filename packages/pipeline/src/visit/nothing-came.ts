import type { Source } from "@caibian/schema";
import type { LeftAlone, VisitEvent } from "@caibian/scraper";

/** Why a Visit had no list to read. */
export interface NoList {
  readonly code: string;
  readonly message: string;
}

/** Limits of our own, and another process at work: no fault of the site, and the next Visit reads it. */
const OURS: ReadonlySet<string> = new Set(["busy", "hours", "budget"]);

/** What an event tells of lists that could not be read; null when it says nothing of them. */
export function noListOf(event: VisitEvent, source: Pick<Source, "start">): NoList | null {
  if (event.kind === "failed" && source.start.includes(event.url)) return { code: event.code, message: event.message };
  if (event.kind === "robots-denied")
    return source.start.includes(event.url) ? { code: "E_ROBOTS", message: `robots.txt denies ${event.url}` } : null;
  if (event.kind !== "host-given-up" || OURS.has(event.cause) || !isEntry(event.host, source)) return null;
  const until = event.until === null ? "" : ` until ${event.until}`;
  return { code: codeOf(event.cause), message: `${event.host} is left alone${until}: ${event.reason}` };
}

function codeOf(cause: LeftAlone): string {
  if (cause.startsWith("blocked:")) return "E_BLOCKED";
  if (cause === "throttled") return "E_THROTTLED";
  return cause === "robots" ? "E_ROBOTS_UNREACHABLE" : "E_HOST_RESTS";
}

function isEntry(host: string, { start }: Pick<Source, "start">): boolean {
  return start.some((url) => new URL(url).host === host);
}
