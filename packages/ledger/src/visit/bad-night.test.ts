import { expect, test } from "vitest";

import { judge } from "./bad-night.ts";

test.each([
  ["three changes, whatever their share", { rechecked: 3, changed: 3, vanished: 0 }, "ok"],
  ["four of a hundred", { rechecked: 100, changed: 2, vanished: 2 }, "ok"],
  ["five of a hundred, which is not more than 5 %", { rechecked: 100, changed: 5, vanished: 0 }, "ok"],
  ["six of a hundred changed", { rechecked: 100, changed: 6, vanished: 0 }, "layout-changed"],
  ["six of a hundred gone", { rechecked: 100, changed: 2, vanished: 4 }, "broken"],
])("judges %s", (_name, looks, state) => {
  expect(judge("ok", { ...looks, isRedesigned: false })).toBe(state);
});

test("leaves a broken source broken while nothing of it was looked at", () => {
  expect(judge("broken", { rechecked: 0, changed: 0, vanished: 0, isRedesigned: false })).toBe("broken");
});

test("a Visit whose pages do not look like the site any more is not believed", () => {
  expect(judge("ok", { rechecked: 0, changed: 0, vanished: 0, isRedesigned: true })).toBe("layout-changed");
  expect(judge("ok", { rechecked: 9, changed: 0, vanished: 9, isRedesigned: true })).toBe("broken");
});
