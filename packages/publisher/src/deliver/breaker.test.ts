import { expect, test } from "vitest";

import { StoreDownError } from "../errors.ts";
import { Breaker } from "./breaker.ts";

test("several calls that fail at once wait no longer than one", () => {
  const breaker = new Breaker("bad", { report: () => undefined, now: () => 1_000, dice: () => 0.5, firstRetryMs: 100 });
  const down = new StoreDownError({ code: "E_DOWN", what: "w", where: "x", why: "y", next: "z" });

  const first = breaker.failed(down, 1);
  const others = Array.from({ length: 7 }, () => breaker.failed(down, 1));

  expect(others).toEqual(others.map(() => first));
});
