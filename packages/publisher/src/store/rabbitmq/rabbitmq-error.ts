import { messageOf } from "@caibian/schema";

import type { StoreError } from "../../errors.ts";
import { brokerError, causesOf, isSocketError, type BrokerVerdict } from "../message/broker-failure.ts";
import { withoutSecrets } from "../message/place.ts";

/** A message that no queue was bound for came back. */
export class UnroutableError extends Error {
  override readonly name = "UnroutableError";

  constructor(routingKey: string) {
    super(`a message with routing key ${routingKey} came back`);
  }
}

/** The server holds all publishers up until it has room (its memory or disk alarm). */
export class BlockedError extends Error {
  override readonly name = "BlockedError";
}

/** Reply codes of AMQP 0-9-1 (section 1.2 of its reference): refused, no such thing, another's, made otherwise. */
const MISCONFIGURED: ReadonlySet<unknown> = new Set([402, 403, 404, 405, 406, 530, 540]);
const MISCONFIGURED_WORDS =
  /\b(402|403|404|405|406|530|540)\b \(|ACCESS[-_]REFUSED|NOT[-_]ALLOWED|PRECONDITION[-_]FAILED/;
/** 311 content-too-large; newer servers close the channel with 406 and these words. */
const TOO_LARGE = /is larger than configured max size/i;
const AWAY =
  /(connection|channel|socket) (is )?(closed|closing|ended)|(closed|ended) unexpectedly|heartbeat timeout|CONNECTION[-_]FORCED|ETIMEDOUT/i;

/** The StoreError for what amqplib threw. */
export function rabbitmqError(where: string, url: string, cause: unknown): StoreError {
  return brokerError({ broker: "RabbitMQ", where }, cause, (thrown) => ({
    why: withoutSecrets(messageOf(thrown), url),
    ...judge(causesOf(thrown)),
  }));
}

function judge(chain: readonly Error[]): BrokerVerdict {
  if (chain.some((one) => one instanceof UnroutableError)) {
    return {
      failure: "misconfigured",
      what: "no queue in RabbitMQ is bound for our messages",
      next: "bind a queue to the exchange, name one in the store's queue, or set mandatory: false to let them go",
    };
  }
  if (chain.some((one) => one instanceof BlockedError)) {
    return {
      failure: "down",
      what: "RabbitMQ takes nothing more for now",
      next: "make room for its memory or disk alarm to end; delivery goes on by itself",
    };
  }
  const codes = chain.map((one) => ("code" in one ? one.code : null));
  const said = (pattern: RegExp): boolean => chain.some(({ message }) => pattern.test(message));
  if (codes.includes(311) || said(TOO_LARGE)) return { failure: "bad-record" };
  if (codes.some((code) => MISCONFIGURED.has(code)) || said(MISCONFIGURED_WORDS)) {
    return {
      failure: "misconfigured",
      next: "correct the store's user, virtual host or exchange, or that user's rights",
    };
  }
  if (codes.includes(320) || said(AWAY) || chain.some(isSocketError)) return { failure: "down" };
  return { failure: "transient" };
}
