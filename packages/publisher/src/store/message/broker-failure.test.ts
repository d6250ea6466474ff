import { ConnectionError, RequestError, AuthorizationError } from "@nats-io/transport-node";
import { describe, expect, test } from "vitest";

import type { StoreError } from "../../errors.ts";
import { natsError } from "../nats/nats-error.ts";
import { rabbitmqError, UnroutableError } from "../rabbitmq/rabbitmq-error.ts";
import { redisError } from "../redis-streams/redis-error.ts";
import { DeadlineError, StoppedError } from "./within.ts";

const coded = (code: string | number, message = String(code)): Error => Object.assign(new Error(message), { code });

describe.each([
  ["Redis", redisError],
  ["NATS", natsError],
  ["RabbitMQ", rabbitmqError],
])("an error of %s", (_broker, read) => {
  const readOne = (cause: unknown): StoreError => read("main: x://host", "x://me:hunter2@host:1/?k=s3cret", cause);

  test.each([
    ["nobody listens", coded("ECONNREFUSED"), "down"],
    ["a name that is not known", coded("ENOTFOUND"), "down"],
    ["a certificate that is not trusted", coded("DEPTH_ZERO_SELF_SIGNED_CERT"), "down"],
    ["every address of a name refuses", new AggregateError([coded("ECONNREFUSED")], ""), "down"],
    ["no answer in time", new DeadlineError(10), "down"],
    ["delivery that was stopped", new StoppedError("stopped"), "transient"],
    ["something nobody knows", new Error("what?"), "transient"],
    ["something that is no error", "what?", "transient"],
  ])("%s", (_what, cause, failure) => {
    expect(readOne(cause)).toMatchObject({ failure, next: expect.any(String) });
  });

  test("tells no secret of the address", () => {
    expect(String(readOne(new Error("hunter2 at x://me:hunter2@host:1/?k=s3cret")))).not.toMatch(/hunter2|s3cret/);
  });
});

test.each([
  ["OOM command not allowed when used memory > 'maxmemory'.", "down"],
  ["READONLY You can't write against a read only replica.", "down"],
  ["LOADING Redis is loading the dataset in memory", "down"],
  ["MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk", "down"],
  ["NOAUTH Authentication required.", "misconfigured"],
  ["WRONGPASS invalid username-password pair or user is disabled.", "misconfigured"],
  ["NOPERM this user has no permissions to run the 'xadd' command", "misconfigured"],
  ["MOVED 3999 127.0.0.1:6381", "misconfigured"],
  ["BUSY Redis is busy running a script.", "transient"],
])("Redis says %s", (message, failure) => {
  const inTransaction = Object.assign(new Error("EXECABORT Transaction discarded"), {
    previousErrors: [new Error(message)],
  });

  for (const cause of [new Error(message), inTransaction]) {
    expect(redisError("main", "redis://host", cause)).toMatchObject({ failure });
  }
});

test.each([
  ["a connection that cannot be made", new ConnectionError("refused"), "down"],
  ["a request that lost its connection", new RequestError("connection closed"), "down"],
  ["a wrong password", new AuthorizationError("Authorization Violation"), "misconfigured"],
  ["a stream that is full", coded(10_077, "maximum messages exceeded"), "down"],
  ["no room in JetStream", coded(10_047, "insufficient storage resources available"), "down"],
  ["a message past the stream's bound", coded(10_054, "message size exceeds maximum allowed"), "bad-record"],
  ["another stream's subject", coded(10_060, "expected stream does not match"), "misconfigured"],
])("NATS: %s", (_what, cause, failure) => {
  expect(natsError("main", "nats://host", cause)).toMatchObject({ failure });
});

test.each([
  [
    "a wrong password",
    new Error('Handshake terminated by server: 403 (ACCESS-REFUSED) with message "…"'),
    "misconfigured",
  ],
  ["a missing virtual host", new Error('Connection closed: 530 (NOT-ALLOWED) with message "…"'), "misconfigured"],
  ["a missing exchange", coded(404), "misconfigured"],
  ["a message too large", coded(406, "message size 5 is larger than configured max size 4"), "bad-record"],
  ["a server that shuts down", coded(320, "CONNECTION_FORCED - broker forced connection closure"), "down"],
  ["a channel that is gone", new Error("Channel closed"), "down"],
  ["a nack", new Error("a message was refused (nack)"), "transient"],
  ["nobody bound", new UnroutableError("article.none.publish"), "misconfigured"],
])("RabbitMQ: %s", (_what, cause, failure) => {
  expect(rabbitmqError("main", "amqp://host", cause)).toMatchObject({ failure });
});
