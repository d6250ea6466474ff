import { expect, test } from "vitest";

import { voteRegion } from "./region-vote.ts";

const region = (code: string, confidence = 0.9) => ({
  code,
  name: "",
  zone: null,
  path: [],
  basis: ["source"],
  confidence,
});
const vote = (...codes: readonly string[]) => voteRegion(codes.map((code) => region(code)));

test("is what most articles say, on the smallest level where most agree", () => {
  expect(vote("320505", "320505", "320508")).toBe("320505");
  expect(vote("320505", "320508", "320506")).toBe("320500");
  expect(vote("320505", "320500", "320500")).toBe("320500");
  expect(vote("320500", "320100", "321000")).toBe("320000");
});

test("is none where they disagree, are unsure, or say nothing", () => {
  expect(vote("320505", "330102", "440103")).toBeNull();
  expect(voteRegion([region("320505", 0.2), region("320505", 0.2)])).toBeNull();
  expect(voteRegion([null, null, region("320505")])).toBeNull();
});
