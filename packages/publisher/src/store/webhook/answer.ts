import { messageOf } from "@caibian/schema";

import {
  StoreDownError,
  type StoreError,
  StoreMisconfiguredError,
  StoreThrottledError,
  StoreTransientError,
} from "../../errors.ts";
import { withoutSecrets } from "../message/place.ts";

/** Wait when a receiver says "too many" and names no time. */
const THROTTLED_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;
const BAD_RECORD = new Set([400, 413, 415, 422]);

/** What an answer means: taken, refused for good, or a StoreError to be thrown. */
export type Verdict =
  | { readonly kind: "taken" }
  | { readonly kind: "refused"; readonly reason: string; readonly status: number }
  | { readonly kind: "failed"; readonly error: StoreError };

/** Reads a receiver's answer (RFC 9110 section 15). */
export function judgeAnswer(
  where: string,
  answer: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  nowMs: number,
): Verdict {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: "taken" };
  if (BAD_RECORD.has(status)) return { kind: "refused", reason: `the receiver answered ${String(status)}`, status };
  const facts = { where, why: `it answered ${String(status)}` };
  const retryAfter = answer.headers["retry-after"];
  if (status === 429 || (status === 503 && retryAfter !== undefined)) {
    const afterMs = readRetryAfter(retryAfter, nowMs);
    return failed(
      new StoreThrottledError({ ...facts, code: "E_STORE_THROTTLED", what: "the receiver asks for time", afterMs }),
    );
  }
  if (status >= 500 || status === 408 || status === 425) {
    return failed(new StoreTransientError({ ...facts, code: "E_STORE", what: "the receiver failed" }));
  }
  // 401, 403, 404, 405, 410 and redirects: the address or the secret is wrong, not the record.
  const next = status === 410 ? "the receiver wants no more: remove the store" : "correct the store's url or secret";
  return failed(
    new StoreMisconfiguredError({
      ...facts,
      code: "E_STORE_CONFIG",
      what: "the receiver does not take our deliveries",
      next,
    }),
  );
}

/** Reads what the HTTP client threw. It names the URL, which may hold secrets: neither its words nor it go further. */
export function judgeFailure(where: string, url: string, cause: unknown): StoreError {
  const facts = { where, why: withoutSecrets(messageOf(cause), url) };
  const kind = cause instanceof Error && "kind" in cause ? cause.kind : null;
  if (kind === "throttled") {
    const asked = cause instanceof Error && "afterMs" in cause ? cause.afterMs : null;
    const afterMs = typeof asked === "number" ? bound(asked) : THROTTLED_MS;
    return new StoreThrottledError({
      ...facts,
      code: "E_STORE_THROTTLED",
      what: "the receiver asks for time",
      afterMs,
    });
  }
  if (kind === "refused") {
    return new StoreMisconfiguredError({
      ...facts,
      code: "E_STORE_CONFIG",
      what: "the receiver's address is not allowed",
      next: "name it in network.allow, or correct the store's url",
    });
  }
  if (kind === "unreachable") {
    return new StoreDownError({
      ...facts,
      code: "E_STORE_DOWN",
      what: "the receiver does not answer",
      next: "see whether it runs and can be reached; delivery goes on by itself",
    });
  }
  return new StoreTransientError({ ...facts, code: "E_STORE", what: "the receiver gave no answer" });
}

/** Retry-After: seconds or an HTTP date (RFC 9110 section 10.2.3), in milliseconds. */
function readRetryAfter(value: string | undefined, nowMs: number): number {
  if (value === undefined) return THROTTLED_MS;
  if (/^\d{1,9}$/.test(value.trim())) return bound(Number(value) * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? THROTTLED_MS : bound(at - nowMs);
}

function bound(ms: number): number {
  return Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}

function failed(error: StoreError): Verdict {
  return { kind: "failed", error };
}
