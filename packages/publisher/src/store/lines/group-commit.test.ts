import { describe, expect, test } from "vitest";

import { GroupCommit } from "./group-commit.ts";

describe("a group of batches", () => {
  test("hears of the failure, and the next one is written, even when setting right fails too", async () => {
    let tries = 0;
    const commits = new GroupCommit(
      () => (tries++ === 0 ? Promise.reject(new Error("no room")) : Promise.resolve([[]])),
      () => Promise.reject(new Error("not even closed")),
    );

    const failed = await Promise.allSettled([commits.write([]), commits.write([])]);
    const next = await commits.write([]);
    const alone = await commits.alone(() => Promise.resolve("alone"));

    expect(failed.map((one) => (one.status === "rejected" ? String(one.reason) : one.status))).toEqual([
      "Error: not even closed",
      "Error: not even closed",
    ]);
    expect(next).toEqual([]);
    expect(alone).toBe("alone");
  });
});
