import type { VisitEvent } from "@caibian/scraper";
import { expect, test } from "vitest";

import { Answers } from "./answers.ts";

const LIST = "http://a.test/list/";
const OTHER = "http://a.test/gs/";
const silenceOf = (...events: readonly VisitEvent[]) => {
  const answers = new Answers({ start: [LIST, OTHER] });
  for (const event of events) answers.note(event);
  return answers.silence;
};
const failed = (url: string): VisitEvent => ({ kind: "failed", url, code: "E_STATUS_502", message: url });
const waits = (url: string): VisitEvent => ({ kind: "list-waits", url, until: "2026-06-08T12:00:00+08:00" });
const STORY = "http://a.test/n/1.html";

test("lists that all fail are silence, told by the first of them", () => {
  expect(silenceOf(failed(LIST), failed(OTHER), failed(STORY))).toMatchObject({ code: "E_STATUS_502", message: LIST });
});

test.each<[string, readonly VisitEvent[]]>([
  ["nothing was asked", []],
  ["all lists wait for their time and one recheck fails", [waits(LIST), waits(OTHER), failed(STORY)]],
  ["one list waits for its time and the other fails", [failed(LIST), waits(OTHER)]],
  ["one list answered", [failed(LIST), { kind: "list", url: OTHER, leads: 0, added: 0 }]],
  ["the lists fail and a page came", [failed(LIST), failed(OTHER), { kind: "unchanged", url: STORY }]],
  ["only a page failed", [failed(STORY)]],
])("no silence: %s", (_name, events) => {
  expect(silenceOf(...events)).toBeNull();
});
