import { expect, test } from "vitest";

import { RobotsGate, type RobotsAnswer, type RobotsCache } from "./robots-gate.ts";

const HOUR = 3_600_000;
const NO = "User-agent: *\nDisallow: /\n";

/** A gate whose robots.txt answers come from a list, and whose clock stands until it is moved. */
function gateOf(answers: RobotsAnswer[]) {
  const asked: string[] = [];
  const cache: RobotsCache = new Map();
  let nowMs = 0;
  const ask = async (url: string): Promise<RobotsAnswer> => {
    asked.push(url);
    return answers.length > 1 ? answers.shift()! : answers[0]!;
  };
  const gate = new RobotsGate(ask, { userAgent: "caibian/0.1 (+https://a.test)", cache, now: () => nowMs });
  return {
    asked,
    kindOf: async (url = "http://b.test/n/1.html") => (await gate.verdict(url)).kind,
    pass: (ms: number) => (nowMs += ms),
  };
}

function answer(status: number, text = "", contentType = "text/plain"): RobotsAnswer {
  const url = "http://b.test/robots.txt";
  const headers = { "content-type": contentType };
  return { kind: "answer", fetched: { url, finalUrl: url, status, headers, bytes: Buffer.from(text), redirects: [] } };
}

test.each([
  ["rules that deny", answer(200, NO), "denied"],
  ["no such file", answer(404, NO), "allowed"],
  ["a refusal", answer(403, NO), "allowed"],
  ["gone", answer(410), "allowed"],
  ["an ill server", answer(500, ""), "unreachable"],
  ["an overloaded one", answer(503, "User-agent: *\nAllow: /"), "unreachable"],
  ["no answer", { kind: "none", failure: null } as const, "unreachable"],
  ["redirects that lead nowhere", { kind: "no-rules" } as const, "allowed"],
  ["a host that is left alone", { kind: "closed" } as const, "closed"],
  ["a page instead", answer(200, `<!DOCTYPE html><p>${NO}`, "text/html"), "allowed"],
  ["a page that calls itself text", answer(200, `<html>${NO}</html>`), "allowed"],
  ["an empty answer called HTML", answer(200, "", "text/html"), "allowed"],
  ["rules that are called HTML", answer(200, NO, "text/html; charset=gb2312"), "denied"],
  ["rules behind a byte order mark", answer(200, `\uFEFF${NO}`), "denied"],
] as const)("%s: %s", async (_name, had, kind) => {
  expect(await gateOf([had]).kindOf()).toBe(kind);
});

test("asks once for all who wait, and once an origin", async () => {
  const gate = gateOf([answer(200, NO)]);

  await Promise.all([gate.kindOf(), gate.kindOf(), gate.kindOf("https://b.test/"), gate.kindOf()]);

  expect(gate.asked).toEqual(["http://b.test/robots.txt", "https://b.test/robots.txt"]);
});

test("keeps rules for no longer than a day", async () => {
  const gate = gateOf([answer(200, NO), answer(404)]);

  expect(await gate.kindOf()).toBe("denied");
  gate.pass(HOUR);
  expect(await gate.kindOf()).toBe("denied");
  gate.pass(24 * HOUR);
  expect(await gate.kindOf()).toBe("allowed");
});

test("obeys the copy at hand while the server stumbles, for a day, then fetches nothing", async () => {
  const gate = gateOf([answer(200, "User-agent: *\nAllow: /\n"), { kind: "none", failure: null }]);

  expect(await gate.kindOf()).toBe("allowed");
  gate.pass(13 * HOUR);
  expect(await gate.kindOf()).toBe("allowed");
  gate.pass(12 * HOUR);
  expect(await gate.kindOf()).toBe("unreachable");
});

test("asks an unreachable origin again soon", async () => {
  const gate = gateOf([{ kind: "none", failure: null }, answer(404)]);

  expect(await gate.kindOf()).toBe("unreachable");
  gate.pass(HOUR / 4);
  expect(await gate.kindOf()).toBe("allowed");
});
