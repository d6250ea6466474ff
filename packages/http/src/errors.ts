import { CaibianError, EXIT, type ErrorFacts } from "@caibian/schema";

/** What the caller should do about a fetch that brought no answer. */
export type FetchErrorKind = "transient" | "throttled" | "refused" | "bad-content" | "unreachable";

/** Base of what `Client` throws. Retry logic asks `kind`, never the message. */
export abstract class FetchError extends CaibianError {
  abstract readonly kind: FetchErrorKind;
}

/** Try again later: the connection broke or the deadline passed. */
export class TransientError extends FetchError {
  readonly kind = "transient";
}

/** The server asks for time (429, or 503 with Retry-After). No attempt is used up. */
export class ThrottledError extends FetchError {
  readonly kind = "throttled";
  /** Wait this long, in milliseconds; null when the server named no time. */
  readonly afterMs: number | null;
  readonly status: number;

  constructor(facts: ErrorFacts & { readonly status: number; readonly afterMs: number | null }) {
    super(facts);
    this.status = facts.status;
    this.afterMs = facts.afterMs;
  }
}

/** Our own policy says no: an address that is not public, a scheme, too many redirects. Do not try again. */
export class RefusedError extends FetchError {
  readonly kind = "refused";
}

/** An answer came and is not to be trusted: too large, cut off, wrongly encoded. */
export class BadContentError extends FetchError {
  readonly kind = "bad-content";
}

/** Nothing answers there: no such name, connection refused, bad certificate. */
export class UnreachableError extends FetchError {
  readonly kind = "unreachable";

  constructor(facts: ErrorFacts) {
    super({ exitCode: EXIT.unreachable, ...facts });
  }
}
