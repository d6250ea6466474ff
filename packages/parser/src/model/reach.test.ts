import { expect, test } from "vitest";

import { reachOf } from "./reach.ts";

const element = { name: "div", attribs: {}, parent: null, shape: null };
const box = { element, parent: null, depth: 0, hint: null, from: 0, to: 100 };

test("around a body that holds nearly all prose some lines are looked at", () => {
  expect(reachOf({ box, from: 40, to: 60, share: 0.95 }, 100)).toEqual({ from: 28, to: 72 });
});

test("the reach ends where the page does", () => {
  expect(reachOf({ box, from: 4, to: 95, share: 0.95 }, 100)).toEqual({ from: 0, to: 100 });
});

test("the whole page is looked at where the body may be the wrong one", () => {
  expect(reachOf({ box, from: 40, to: 60, share: 0.6 }, 100)).toEqual({ from: 0, to: 100 });
});

test("a page longer than any story is left to the rules", () => {
  expect(reachOf({ box, from: 40, to: 60, share: 0.6 }, 20_001)).toEqual({ from: 0, to: 0 });
});
