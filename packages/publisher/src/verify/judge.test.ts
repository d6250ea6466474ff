import type { ExpectedRecord, HeldRecord } from "@caibian/schema";
import { expect, test } from "vitest";

import { judge } from "./judge.ts";

const expected: ExpectedRecord = {
  articleId: "a",
  shard: 1,
  seq: 7,
  revision: 2,
  op: "update",
  contentHash: "sha256:2",
};
const held: HeldRecord = { articleId: "a", revision: 2, status: "usable", contentHash: "sha256:2" };
const withdrawn: ExpectedRecord = { ...expected, op: "withdraw", revision: 3 };
const tombstone: HeldRecord = { ...held, status: "withdrawn", contentHash: null };

test.each([
  ["holds what it ought to", expected, held, null],
  ["says nothing of the content", expected, { ...held, contentHash: null }, null],
  ["lacks it", expected, undefined, "missing"],
  ["has the revision before", expected, { ...held, revision: 1 }, "older"],
  ["has one that the ledger never gave it", expected, { ...held, revision: 3 }, "newer"],
  ["has another content", expected, { ...held, contentHash: "sha256:9" }, "different"],
  ["has a tombstone in its place", expected, tombstone, "different"],
  ["has the tombstone of an earlier revision", expected, { ...tombstone, revision: 1 }, "older"],
  ["has the text of a withdrawn article", withdrawn, held, "still-there"],
  ["has its tombstone", withdrawn, { ...tombstone, revision: 3 }, null],
  ["never had a withdrawn article", withdrawn, undefined, null],
] as const)("a store that %s", (_, wanted, there, kind) => {
  expect(judge(wanted, there)).toBe(kind);
});

test("what a store's selection leaves out must not be there, and is not missing", () => {
  expect(judge(expected, undefined, false)).toBeNull();
  expect(judge(expected, held, false)).toBe("still-there");
  expect(judge(expected, tombstone, false)).toBeNull();
});
