import { sourceSchema } from "@caibian/schema";
import type { VisitEvent } from "@caibian/scraper";
import { expect, test } from "vitest";

import { noListOf } from "./nothing-came.ts";

const START = "https://www.linxi.example/xwzx/";
const source = sourceSchema.parse({ id: "linxi", start: [START] });
const until = "2026-03-02T09:00:00+08:00";
const host = "www.linxi.example";

test.each<[string, VisitEvent, string | null]>([
  ["a failed list", { kind: "failed", url: START, code: "E_DNS", message: "no such name" }, "E_DNS"],
  ["a failed article", { kind: "failed", url: `${START}1.html`, code: "E_DNS", message: "no such name" }, null],
  ["a denied list", { kind: "robots-denied", url: START }, "E_ROBOTS"],
  ["a denied article", { kind: "robots-denied", url: `${START}1.html` }, null],
  [
    "a guard's rest",
    { kind: "host-given-up", host, cause: "blocked:waf", reason: "its guard answered", until },
    "E_BLOCKED",
  ],
  [
    "a rest after failures",
    { kind: "host-given-up", host, cause: "failing", reason: "they failed", until },
    "E_HOST_RESTS",
  ],
  [
    "another process at work",
    { kind: "host-given-up", host, cause: "busy", reason: "another asks it", until: null },
    null,
  ],
  ["our own hours", { kind: "host-given-up", host, cause: "hours", reason: "outside of its hours", until }, null],
  [
    "the rest of another host",
    { kind: "host-given-up", host: "img.example", cause: "failing", reason: "", until },
    null,
  ],
  ["a list that waits", { kind: "list-waits", url: START, until }, null],
])("%s", (_, event, code) => {
  expect(noListOf(event, source)?.code ?? null).toBe(code);
});
