import { StoreMisconfiguredError, type StoreError } from "../../errors.ts";
import { failed, throttled, type HttpServer } from "../http-failure.ts";

/** What takes our deliveries, as errors name it. */
export const RECEIVER: HttpServer = { who: "the receiver", throttledMs: 30_000 };

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
  if (status === 429 || (status === 503 && retryAfter !== undefined))
    return { kind: "failed", error: throttled(RECEIVER, facts, readRetryAfter(retryAfter, nowMs)) };
  if (status >= 500 || status === 408 || status === 425) return { kind: "failed", error: failed(RECEIVER, facts) };
  // 401, 403, 404, 405, 410 and redirects: the address or the secret is wrong, not the record.
  const next = status === 410 ? "the receiver wants no more: remove the store" : "correct the store's url or secret";
  const error = new StoreMisconfiguredError({
    ...facts,
    code: "E_STORE_CONFIG",
    what: "the receiver does not take our deliveries",
    next,
  });
  return { kind: "failed", error };
}

/** Retry-After: seconds or an HTTP date (RFC 9110 section 10.2.3), in milliseconds; null where it says neither. */
function readRetryAfter(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at - nowMs;
}
