import type { ArticleLog, DeadLetter } from "@caibian/schema";
import { expect, test } from "vitest";

import { letterPages } from "./letter-pages.ts";

const letter = (id: number): DeadLetter => ({
  id,
  storeId: "s",
  seq: id,
  articleId: `a${String(id)}`,
  revision: 1,
  op: "publish",
  class: "bad-record",
  reason: "too long",
  attempts: 1,
  at: "2026-03-02T09:30:00+08:00",
});

/** A log that answers pages of three. */
function logOf(letters: DeadLetter[]): Pick<ArticleLog, "deadLetters"> {
  return {
    deadLetters: ({ after = 0, limit = 3 }) =>
      Promise.resolve(letters.filter((one) => one.id > after).slice(0, Math.min(limit, 3))),
  };
}

async function idsOf(letters: DeadLetter[], limit?: number): Promise<readonly number[]> {
  const ids: number[] = [];
  for await (const page of letterPages(logOf(letters), limit === undefined ? {} : { limit })) {
    ids.push(...page.map((one) => one.id));
  }
  return ids;
}

const seven = [1, 2, 3, 4, 5, 6, 7].map(letter);

test("goes on past the largest page", async () => {
  expect(await idsOf(seven)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("stops at the limit", async () => {
  expect(await idsOf(seven, 4)).toEqual([1, 2, 3, 4]);
});

test("letters that are dropped on the way make it skip none", async () => {
  const letters = [...seven];
  const seen: number[] = [];
  for await (const page of letterPages(logOf(letters), {})) {
    seen.push(...page.map((one) => one.id));
    letters.splice(0, page.length);
  }

  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
