import { expect, test } from "vitest";

import { postgresError } from "./postgres-error.ts";

const thrown = (code: string, message = "…"): Error => Object.assign(new Error(message), { code });

test.each([
  ["22P05", "bad-record", 1],
  ["23514", "bad-record", 1],
  ["54000", "bad-record", 1],
  ["28P01", "misconfigured", 3],
  ["42501", "misconfigured", 3],
  ["42P10", "misconfigured", 3],
  ["3F000", "misconfigured", 3],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "misconfigured", 3],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "misconfigured", 3],
  ["40001", "transient", 1],
  ["40P01", "transient", 1],
  ["57014", "transient", 1],
  ["53300", "transient", 1],
  ["25006", "down", 4],
  ["57P01", "down", 4],
  ["57P03", "down", 4],
  ["08006", "down", 4],
  ["ECONNREFUSED", "down", 4],
  ["EAI_AGAIN", "down", 4],
  ["53100", "down", 5],
])("reads %s as %s", (code, failure, exitCode) => {
  expect(postgresError("main", thrown(code))).toMatchObject({ failure, exitCode, where: "main" });
});

test.each([
  ["Connection terminated unexpectedly", "down"],
  ["timeout exceeded when trying to connect", "down"],
  ["The server does not support SSL connections", "misconfigured"],
  ["could not extend file: No space left on device", "down"],
  ["what nobody has seen", "transient"],
])("reads the message %s, which comes without a code", (message, failure) => {
  expect(postgresError("main", new Error(message)).failure).toBe(failure);
});

test("asks the first of the addresses that refused", () => {
  const both = new AggregateError([thrown("ECONNREFUSED"), thrown("ECONNREFUSED")], "");

  expect(postgresError("main", both)).toMatchObject({ failure: "down", why: "ECONNREFUSED" });
});

test("tells what went wrong before", () => {
  const failure = postgresError("main", thrown("57P03", "starting up"), "before that a connection dropped: reset");

  expect(failure.message).toContain("starting up; before that a connection dropped: reset");
});
