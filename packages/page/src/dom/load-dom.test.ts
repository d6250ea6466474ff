import fc from "fast-check";
import { expect, test } from "vitest";

import { loadDom } from "./load-dom.ts";

const codeOf = (html: string): string => {
  const result = loadDom(html);
  return result.ok ? "ok" : result.error.code;
};

test("builds the tree of an ordinary page", () => {
  const result = loadDom("<!doctype html><p class=a>小城<br>新闻");

  expect(result.ok && result.root.children.length).toBe(2);
});

test.each([
  ["E_DEPTH", "<div>".repeat(200_000)],
  ["E_DEPTH", "<b>".repeat(600)],
  ["E_NODES", "<p>小城</p>".repeat(300_000)],
  ["E_ATTRS", `<p ${Array.from({ length: 400_001 }, (_, i) => `a${i}=1`).join(" ")}>`],
  ["E_BYTES", "x".repeat(10_485_761)],
  ["E_EMPTY", ""],
  ["ok", "<div>".repeat(500)],
  ["ok", "<".repeat(1_000_000)],
  ["ok", "<!--".repeat(300_000)],
  ["ok", "&amp".repeat(500_000)],
  ["E_EMPTY", `<a href="${"x ".repeat(1_000_000)}`],
])("answers %s in bounded time (case %#)", (code, html) => {
  const started = process.cpuUsage().user;
  expect(codeOf(html)).toBe(code);
  expect((process.cpuUsage().user - started) / 1000).toBeLessThan(2000);
});

test("never throws", () => {
  const pieces = fc.constantFrom(
    "<p>",
    "</p>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<script>",
    "<a b='",
    ">",
    "文",
    "&#x",
    "<svg/>",
  );
  fc.assert(
    fc.property(
      fc.array(pieces).map((parts) => parts.join("")),
      (html) => {
        expect(typeof loadDom(html).ok).toBe("boolean");
      },
    ),
  );
});
