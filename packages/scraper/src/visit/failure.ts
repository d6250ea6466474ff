import { FetchError, ThrottledError, type Fetched } from "@caibian/http";

import type { FailureClass } from "./retry.ts";

/** A fetch that brought no Page. */
export interface Failure {
  readonly kind: FailureClass;
  readonly code: string;
  readonly message: string;
  readonly afterMs: number | null;
}

/** The class of what the client threw; other errors are not about the fetch and are thrown on. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof FetchError)) throw error;
  const afterMs = error instanceof ThrottledError ? error.afterMs : null;
  const kind = error.code === "E_CUT_OFF" ? "transient" : error.kind;
  return { kind, code: error.code, message: error.message, afterMs };
}

/** Null for an answer that is a Page: 200, or 404 and 410 for one that is gone. */
export function failureOfStatus(answer: Fetched): Failure | null {
  const { status } = answer;
  const block = blockOf(answer);
  if (block !== null)
    return {
      kind: "blocked",
      code: "E_BLOCKED",
      message: `The site's guard answered (${block}, status ${status})`,
      afterMs: null,
    };
  if (status === 200 || status === 203 || status === 404 || status === 410) return null;
  const kind =
    status >= 500 || status === 408 || status === 425
      ? "transient"
      : status === 401 || status === 403
        ? "forbidden"
        : "gone-wrong";
  return { kind, code: `E_STATUS_${status}`, message: `The server answered ${status}`, afterMs: null };
}

const GUARDS: readonly (readonly [string, RegExp])[] = [
  ["jsl", /__jsl_clearance/],
  ["acw", /acw_sc__v2/],
  ["hoy", /HOY_TR/],
];

/** Names the guard (WAF) whose script stands in for the page, or null. */
function blockOf({ status, bytes }: Fetched): string | null {
  if (status === 521) return "jsl";
  if (status === 200 && bytes.length > 20_000) return null;
  if (status < 400 && status !== 200) return null;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 20_000)).toString("latin1");
  if (status === 412 && /<script/i.test(start)) return "rs";
  return GUARDS.find(([, pattern]) => pattern.test(start))?.[0] ?? null;
}
