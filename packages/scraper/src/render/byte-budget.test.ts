import { expect, test } from "vitest";

import { ByteBudget } from "./byte-budget.ts";

test("answers side by side may not bring more than all of it", async () => {
  const budget = new ByteBudget(10, 4);
  const taken: number[] = [];
  const work = async (used: number): Promise<void> => {
    const share = await budget.take();
    taken.push(share);
    await Promise.resolve();
    budget.book(share, Math.min(used, share));
  };

  await Promise.all([4, 1, 4, 4, 4].map((used) => work(used)));

  expect(taken).toEqual([4, 4, 4, 1, 0]);
});
