import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { News } from "./news.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("tells at once when it does not gather", async () => {
  const told: (readonly number[])[] = [];
  const news = new News(0, async (shards) => void told.push(shards));

  await news.add([1, 2]);

  expect(told).toEqual([[1, 2]]);
});

test("tells the first piece at once and gathers what follows it", async () => {
  const told: (readonly number[])[] = [];
  const news = new News(100, async (shards) => void told.push(shards));

  await news.add([1, 2]);
  await vi.advanceTimersByTimeAsync(60);
  await news.add([2, 3]);
  await news.add([4]);
  expect(told).toEqual([[1, 2]]);
  await vi.advanceTimersByTimeAsync(40);
  await news.add([5]);
  await vi.advanceTimersByTimeAsync(100);

  expect(told).toEqual([[1, 2], [2, 3, 4], [5]]);
});

test("tells at once again after a quiet moment", async () => {
  const told: (readonly number[])[] = [];
  const news = new News(100, async (shards) => void told.push(shards));

  await news.add([1]);
  await vi.advanceTimersByTimeAsync(100);
  await news.add([2]);

  expect(told).toEqual([[1], [2]]);
});

test("tells nothing of what was gathered after it was dropped", async () => {
  const told: (readonly number[])[] = [];
  const news = new News(100, async (shards) => void told.push(shards));

  await news.add([1]);
  await news.add([2]);
  news.drop();
  await vi.advanceTimersByTimeAsync(1000);

  expect(told).toEqual([[1]]);
});
