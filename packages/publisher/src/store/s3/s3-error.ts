import { messageOf } from "@caibian/schema";

import {
  StoreDownError,
  StoreError,
  StoreMisconfiguredError,
  StoreThrottledError,
  StoreTransientError,
} from "../../errors.ts";

/** What a person must correct, in the words of S3 and of its client. */
const MISCONFIGURED: ReadonlySet<string> = new Set([
  "NoSuchBucket",
  "InvalidBucketName",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "AccessDenied",
  "AllAccessDisabled",
  "AccountProblem",
  "AuthorizationHeaderMalformed",
  "CredentialsProviderError",
  "ExpiredToken",
  "InvalidToken",
  "PermanentRedirect",
]);
const THROTTLED: ReadonlySet<string> = new Set([
  "SlowDown",
  "ThrottlingException",
  "TooManyRequests",
  "RequestLimitExceeded",
]);
/** What a throttled bucket is given when it names no time, in milliseconds. */
const SLOW_DOWN_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;

interface Answer {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** The StoreError that a failure of the S3 client means. */
export function s3Error(where: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { $metadata, $response } = (error instanceof Error ? error : {}) as Answer;
  const name = error instanceof Error ? error.name : "";
  const status = $metadata?.httpStatusCode ?? 0;
  const facts = { where, why: `${name}: ${messageOf(error)}`, cause: error };
  if (THROTTLED.has(name) || status === 429 || status === 503) {
    const seconds = Number($response?.headers?.["retry-after"]);
    const afterMs = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : SLOW_DOWN_MS;
    return new StoreThrottledError({ ...facts, code: "E_STORE_THROTTLED", what: "a bucket asks for time", afterMs });
  }
  if (status === 409 || status === 412) {
    const next = "nothing: what it wrote is read, and the batch comes again";
    return new StoreTransientError({
      ...facts,
      code: "E_STORE_S3",
      what: "another process wrote the same object",
      next,
    });
  }
  // It has the status 400, and is nobody's fault: what we sent did not come in time.
  const isSlow = name === "RequestTimeout" || status === 408;
  if (MISCONFIGURED.has(name) || isNoAddress(error) || (!isSlow && [301, 400, 401, 403, 404].includes(status))) {
    return new StoreMisconfiguredError({
      ...facts,
      code: "E_STORE_S3",
      what: "a bucket refuses us",
      next: "correct the store's bucket, region, endpoint or credentials",
    });
  }
  if (status >= 500 || isSlow) {
    const next = "nothing: it is tried again";
    return new StoreTransientError({ ...facts, code: "E_STORE_S3", what: "a bucket's server failed", next });
  }
  if (!isOfTheNet(error)) {
    const next = "nothing: it is tried again; if it stays, the store's config may hold what the client cannot use";
    return new StoreTransientError({ ...facts, code: "E_STORE_S3", what: "the S3 client failed", next });
  }
  return new StoreDownError({
    ...facts,
    code: "E_STORE_DOWN",
    what: "a bucket's server does not answer",
    next: "bring the server back; delivery goes on by itself",
  });
}

function isNoAddress(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_INVALID_URL";
}

/** Refused, reset, not found, too slow: an error of a socket has a code, one of the client's clocks a name. */
function isOfTheNet(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "TimeoutError" || ("code" in error && typeof error.code === "string");
}
