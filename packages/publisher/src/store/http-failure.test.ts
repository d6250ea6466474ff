import { expect, test } from "vitest";

import { httpFailure } from "./http-failure.ts";

const SERVER = { who: "the server", throttledMs: 5_000 };
const URL = "https://me:hunter2@search.example.cn/T0/B1?token=s3cret";

test.each([
  [
    { kind: "throttled", afterMs: 7_000 },
    { failure: "throttled", afterMs: 7_000 },
  ],
  [
    { kind: "throttled", afterMs: null },
    { failure: "throttled", afterMs: 5_000 },
  ],
  [
    { kind: "throttled", afterMs: 1e12 },
    { failure: "throttled", afterMs: 3_600_000 },
  ],
  [{ kind: "refused" }, { failure: "misconfigured", next: expect.stringContaining("network.allow") }],
  [{ kind: "unreachable" }, { failure: "down", exitCode: 4 }],
  [{ kind: "bad-content" }, { failure: "transient", next: expect.any(String) }],
  [{}, { failure: "transient", next: expect.any(String) }],
])("reads what the client throws: %o", (facts, expected) => {
  expect(httpFailure(SERVER, "search", URL, Object.assign(new Error("…"), facts))).toMatchObject(expected);
});

test("what the client said goes on without the secrets of the URL", () => {
  const failure = httpFailure(SERVER, "search", URL, new Error(`no answer from ${URL}`));

  expect(failure.message).toBe("the server failed (search): no answer from https://search.example.cn");
  expect(failure.cause).toBeUndefined();
});
