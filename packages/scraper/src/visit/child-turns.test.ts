import { expect, test } from "vitest";

import { takeTurns } from "./child-turns.ts";

const children = (count: number): string[] => Array.from({ length: count }, (_, n) => `http://a.test/${n}.xml`);
const at = (minute: number): string => new Date(Date.UTC(2026, 5, 8, 2, minute)).toISOString();

test("all are read, in their own order, while there is room", () => {
  expect(takeTurns(children(3), new Map(), 3)).toEqual(children(3));
});

test("with little room: the newest, then those never read, then those read longest ago", () => {
  const all = children(6);
  const readAt = new Map([
    [all[0]!, at(1)],
    [all[2]!, at(4)],
    [all[3]!, at(2)],
    [all[5]!, at(3)],
  ]);

  expect(takeTurns(all, readAt, 5)).toEqual([0, 1, 4, 3, 5].map((n) => all[n]));
});

test("each has its turn, with room for one alone too", () => {
  for (const room of [1, 2, 7, 60]) {
    const readAt = new Map<string, string>();
    const all = children(150);
    for (let visit = 0; readAt.size < all.length && visit <= 300; visit++) {
      for (const url of takeTurns(all, readAt, room)) readAt.set(url, at(visit));
    }
    expect(readAt.size).toBe(all.length);
  }
});

test("never more than there is room for, nor than a hundred", () => {
  expect(takeTurns(children(150), new Map(), 0)).toEqual([]);
  expect(takeTurns(children(150), new Map(), 400)).toHaveLength(100);
});
