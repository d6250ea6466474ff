import { expect, test } from "vitest";

import { nextLook } from "./next-look.ts";

const policy = { afterMs: [10, 100, 50], goneAfterMs: 0 };

test("looks at the first age still ahead, in whatever order they are given, and at last no more", () => {
  expect([0, 10, 49, 50, 99, 100].map((age) => nextLook(policy, 1000, 1000 + age))).toEqual([
    1010,
    1050,
    1050,
    1100,
    1100,
    null,
  ]);
});
