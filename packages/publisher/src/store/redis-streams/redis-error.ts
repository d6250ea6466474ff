import { messageOf } from "@caibian/schema";

import type { StoreError } from "../../errors.ts";
import { brokerError, causesOf, isSocketError, type BrokerVerdict } from "../message/broker-failure.ts";
import { withoutSecrets } from "../message/place.ts";

/** The first word of Redis's error replies, by what to do. */
const MISCONFIGURED = /^(NOAUTH|WRONGPASS|NOPERM|WRONGTYPE|DENIED|ERR (invalid password|AUTH|unknown command))/;
const DOWN = /^(LOADING|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|MISCONF|READONLY|ERR max number of clients)/;
/** Words of ioredis when it has no connection. */
const NOT_CONNECTED =
  /Connection is closed|isn't writeable|max retries per request|Connection is in subscriber|ETIMEDOUT/;

/** The StoreError for what ioredis threw. */
export function redisError(where: string, url: string, cause: unknown): StoreError {
  return brokerError({ broker: "Redis", where }, cause, (thrown) => {
    const why = withoutSecrets(messageOf(thrown), url);
    return { why, ...judge(repliesOf(thrown)) };
  });
}

function judge(replies: readonly Error[]): BrokerVerdict {
  const said = (pattern: RegExp): boolean => replies.some(({ message }) => pattern.test(message));
  if (said(/^OOM/)) {
    return {
      failure: "down",
      what: "Redis is out of memory",
      next: "make room, raise maxmemory, or bound the stream with maxLength; delivery goes on by itself",
    };
  }
  if (said(/^READONLY/)) {
    return {
      failure: "down",
      what: "Redis is a read-only replica",
      next: "point the store's url at the primary; delivery goes on by itself",
    };
  }
  if (said(/^(MOVED|ASK)/)) {
    return {
      failure: "misconfigured",
      what: "Redis is a cluster, and the stream is on another of its nodes",
      next: "point the store's url at the node that has the stream's slot, or at a proxy of the cluster",
    };
  }
  if (said(/^WRONGTYPE/)) {
    return {
      failure: "misconfigured",
      what: "the stream's key in Redis holds something else",
      next: "name another stream, or remove the key",
    };
  }
  if (said(MISCONFIGURED)) return { failure: "misconfigured" };
  if (said(DOWN) || said(NOT_CONNECTED) || replies.some(isSocketError)) return { failure: "down" };
  return { failure: "transient" };
}

/** Also the replies behind an EXECABORT, which only says that there are some. */
function repliesOf(error: unknown): readonly Error[] {
  return causesOf(error).flatMap((one) => {
    const before: readonly unknown[] =
      "previousErrors" in one && Array.isArray(one.previousErrors) ? one.previousErrors : [];
    return [one, ...before.filter((reply) => reply instanceof Error)];
  });
}
