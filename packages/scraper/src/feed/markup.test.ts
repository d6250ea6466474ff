import fc from "fast-check";
import { expect, test } from "vitest";

import { cleanMarkup, textOfMarkup } from "./markup.ts";

test.each([
  ["keeps plain text and its references", "夜市 A&amp;B", "夜市 A&amp;B"],
  ["drops a script with its content", "<p>甲<script>alert('乙')</script>丙</p>", "<p>甲丙</p>"],
  ["drops frames and links, keeps their text", "<iframe src=x>甲</iframe><link href=x>", "甲"],
  ["drops handlers", '<img src="/a.jpg" onerror="x()">', '<img src="http://a.test/a.jpg" />'],
  ["makes links absolute", "<a href=' ../n/1.html '>一</a>", '<a href="http://a.test/n/1.html">一</a>'],
  ["drops links that run", '<a href="javascript:x()">一</a>', "<a>一</a>"],
  ["keeps a colour, not a cover", '<b style="color:red;position:fixed">一</b>', '<b style="color: red;">一</b>'],
  ["drops a style that loads", '<b style="background:url(//b.test/x)">一</b>', "<b>一</b>"],
  ["closes what was left open", "<ul><li>一<li>二", "<ul><li>一</li><li>二</li></ul>"],
])("%s", (_name, markup, expected) => {
  expect(cleanMarkup(markup, "http://a.test/rss/feed.xml")).toBe(expected);
});

test.each([
  ["夜市 A&amp;B <b>开张</b>", "夜市 A&B 开张"],
  ["水稻 &lt;一&gt;&nbsp;期", "水稻 <一> 期"],
  ["一 < 二", "一 < 二"],
])("%s reads %s", (markup, text) => {
  expect(textOfMarkup(markup)).toBe(text);
});

test("without a base a link that could turn into a script goes", () => {
  expect(cleanMarkup('<a href="java&#115;cript:x()">一</a><a href="n/1">二</a>', undefined)).toBe(
    '<a>一</a><a href="n/1">二</a>',
  );
});

test("very deep markup is cut and costs little", () => {
  const before = performance.now();

  cleanMarkup("<b>".repeat(500_000) + "</i>".repeat(500_000), undefined);

  expect(performance.now() - before).toBeLessThan(1000);
});

test("of whatever markup nothing that runs is left", () => {
  const piece = fc.constantFrom(
    "<a href=",
    "'javascript:x'",
    '"/b"',
    " onclick=x",
    ">",
    "<",
    "<script>",
    "</script>",
    "<p style='",
    "color:red;",
    "expression(x)'",
    "<svg/onload=x>",
    "<!--",
    "-->",
    "&lt;",
    "文",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const once = cleanMarkup(pieces.join(""), "http://a.test/");

      expect(once).not.toMatch(/<script|<[a-z][^>]*\son\w+\s*=|<[a-z][^>]*href="javascript/i);
    }),
    { numRuns: 2000 },
  );
});
