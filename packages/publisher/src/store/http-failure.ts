import { messageOf } from "@caibian/schema";

import {
  StoreDownError,
  StoreError,
  StoreMisconfiguredError,
  StoreThrottledError,
  StoreTransientError,
} from "../errors.ts";
import { withoutSecrets } from "./message/place.ts";

/** A server that speaks HTTP might ask for years. */
const LONGEST_WAIT_MS = 3_600_000;

/** A kind of server that is asked over HTTP. */
export interface HttpServer {
  /** As its errors name it: `the receiver`. */
  readonly who: string;
  /** Wait when it asks for time and does not say how long, in milliseconds. */
  readonly throttledMs: number;
}

/** Where it is, without secrets, and what it said. */
export interface HttpFacts {
  readonly where: string;
  readonly why: string;
}

/**
 * The StoreError for what an HTTP client threw instead of an answer. It names the URL, which may hold secrets: neither
 * its words nor it go further.
 */
export function httpFailure(server: HttpServer, where: string, url: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const facts = { where, why: withoutSecrets(messageOf(cause), url) };
  const kind = cause instanceof Error && "kind" in cause ? cause.kind : null;
  switch (kind) {
    case "throttled": {
      const asked = cause instanceof Error && "afterMs" in cause ? cause.afterMs : null;
      return throttled(server, facts, typeof asked === "number" ? asked : null);
    }
    case "refused":
      return new StoreMisconfiguredError({
        ...facts,
        code: "E_STORE_CONFIG",
        what: `${server.who}'s address is not allowed`,
        next: "name it in network.allow, or correct the store's url",
      });
    case "unreachable":
      return new StoreDownError({
        ...facts,
        code: "E_STORE_DOWN",
        what: `${server.who} does not answer`,
        next: "see whether it runs and can be reached; delivery goes on by itself",
      });
    default:
      return failed(server, facts);
  }
}

/** The server asks for time; `afterMs` is null where it does not say how much. */
export function throttled(
  { who, throttledMs }: HttpServer,
  facts: HttpFacts,
  afterMs: number | null,
): StoreThrottledError {
  return new StoreThrottledError({
    ...facts,
    code: "E_STORE_THROTTLED",
    what: `${who} asks for time`,
    next: "nothing: it is tried again after that time",
    afterMs: Math.min(Math.max(afterMs ?? throttledMs, 0), LONGEST_WAIT_MS),
  });
}

/** Something went wrong that may pass. */
export function failed({ who }: HttpServer, facts: HttpFacts): StoreTransientError {
  const next = "nothing: it is tried again; if it stays so, see that server's log";
  return new StoreTransientError({ ...facts, code: "E_STORE", what: `${who} failed`, next });
}
