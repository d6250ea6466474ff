import { expect, test } from "vitest";

import { judgeAnswer, judgeItem, type ServerError } from "./answer.ts";

const FLOOD = "index [a] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has …];";

test.each<[number, ServerError, object]>([
  [201, {}, { kind: "stored" }],
  [409, { type: "version_conflict_engine_exception" }, { kind: "stale" }],
  [400, { type: "document_parsing_exception" }, { kind: "rejected" }],
  [429, { type: "es_rejected_execution_exception" }, { error: { failure: "throttled", afterMs: 5_000 } }],
  [429, { type: "cluster_block_exception", reason: FLOOD }, { error: { failure: "down", exitCode: 5 } }],
  [403, { type: "cluster_block_exception", reason: "[FORBIDDEN/12/index read-only]" }, { error: { exitCode: 5 } }],
  [403, { type: "security_exception" }, { error: { failure: "misconfigured" } }],
  [404, { type: "index_not_found_exception" }, { error: { failure: "misconfigured" } }],
  [400, { type: "index_closed_exception" }, { error: { failure: "misconfigured" } }],
  [
    400,
    { type: "illegal_argument_exception", reason: "no write index is defined for alias [articles]" },
    { error: { failure: "misconfigured" } },
  ],
  [503, { type: "unavailable_shards_exception" }, { error: { failure: "transient" } }],
])("reads a document's %i (%o)", (status, error, verdict) => {
  expect(judgeItem("search", { status, error })).toMatchObject(verdict);
});

test("tells the cause of a refusal with it", () => {
  const error = { type: "mapper_parsing_exception", reason: "failed to parse", caused_by: { reason: "no date" } };

  expect(judgeItem("search", { status: 400, error })).toEqual({
    kind: "rejected",
    reason: "mapper_parsing_exception: failed to parse: no date",
  });
});

test.each([
  [400, "bad-record"],
  [401, "misconfigured"],
  [403, "misconfigured"],
  [404, "misconfigured"],
  [301, "misconfigured"],
  [408, "transient"],
  [429, "throttled"],
  [500, "transient"],
  [502, "transient"],
])("reads a whole answer of %i as %s", (status, failure) => {
  const error = judgeAnswer("search", status, undefined);

  expect(error).toMatchObject({ failure, why: `it answered ${String(status)}` });
});
