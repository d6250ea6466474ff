import { messageOf } from "@caibian/schema";

import type { StoreError } from "../../errors.ts";
import { brokerError, causesOf, isSocketError, type BrokerVerdict } from "../message/broker-failure.ts";
import { withoutSecrets } from "../message/place.ts";

/** Names that the client gives to its errors, by what to do. */
const LOGIN: ReadonlySet<string> = new Set([
  "AuthorizationError",
  "UserAuthenticationExpiredError",
  "PermissionViolationError",
]);
const AWAY: ReadonlySet<string> = new Set([
  "ClosedConnectionError",
  "ConnectionError",
  "DrainingConnectionError",
  "RequestError",
  "TimeoutError",
]);
/** JetStream's own codes (server, `errors.json`): storage, memory, messages or bytes of the stream are used up. */
const FULL: ReadonlySet<unknown> = new Set([10_023, 10_028, 10_047, 10_077]);
/** JetStream's own codes: off for the account, no such stream, another stream takes the subject, its limit on size. */
const NOT_OURS: ReadonlySet<unknown> = new Set([10_039, 10_059, 10_060, 10_065]);
const TOO_LARGE = 10_054;

/** The StoreError for what the client threw. */
export function natsError(where: string, url: string, cause: unknown): StoreError {
  return brokerError({ broker: "NATS", where }, cause, (thrown) => ({
    why: withoutSecrets(messageOf(thrown), url),
    ...judge(causesOf(thrown)),
  }));
}

function judge(chain: readonly Error[]): BrokerVerdict {
  const codes = chain.map((one) => ("code" in one ? one.code : null));
  const isNamed = (names: ReadonlySet<string>): boolean => chain.some((one) => names.has(one.name));
  if (codes.includes(TOO_LARGE)) return { failure: "bad-record" };
  if (codes.some((code) => FULL.has(code))) {
    return {
      failure: "down",
      what: "the stream in NATS is full",
      next: "make room or raise the stream's limits; delivery goes on by itself",
    };
  }
  if (codes.some((code) => NOT_OURS.has(code)) || isNamed(new Set(["JetStreamNotEnabled", "StreamNotFoundError"]))) {
    return {
      failure: "misconfigured",
      what: "no stream in NATS takes our messages",
      next: "enable JetStream, and let the store's stream take its subject",
    };
  }
  if (isNamed(LOGIN)) return { failure: "misconfigured" };
  if (isNamed(AWAY) || chain.some(isSocketError)) return { failure: "down" };
  return { failure: "transient" };
}
