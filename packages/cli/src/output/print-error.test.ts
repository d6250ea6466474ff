import { EXIT } from "@caibian/schema";
import { expect, test } from "vitest";

import { exitCodeOf, linesOf } from "./print-error.ts";

test.each([
  Object.assign(new Error("terminating connection due to administrator command"), { code: "57P01" }),
  Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" }),
  new Error("a batch was not committed", { cause: new Error("Connection terminated unexpectedly") }),
])("a server that goes away is told as one: %s", (error) => {
  expect(exitCodeOf(error)).toBe(EXIT.unreachable);
  expect(linesOf(error).join("\n")).toContain("nothing is lost");
});

test("another error is not taken for a lost connection", () => {
  const error = Object.assign(new Error("relation does not exist"), { code: "42P01" });

  expect(exitCodeOf(error)).toBe(EXIT.someFailed);
  expect(linesOf(error).join("\n")).toContain("--debug");
});
