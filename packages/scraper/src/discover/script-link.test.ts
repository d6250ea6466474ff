import { expect, test } from "vitest";

import { CallBook, readCall, readItemLink, readScriptLink } from "./script-link.ts";

test.each([
  ["window.open('/a/1.html')", "/a/1.html"],
  ["javascript:location.href='detail.asp?id=3';return false;", "detail.asp?id=3"],
  [`location = "/a/1.html"`, "/a/1.html"],
  ["window.location.replace('/a/1.html')", "/a/1.html"],
  ["location.href='/list.jsp?page='+n", null],
  ["location.href=location.pathname", null],
  ["alert('没有权限')", null],
])("what %s opens", (script, expected) => {
  expect(readScriptLink(script)).toBe(expected);
});

test("an item's address stands in an attribute or in its handler; a picture's does not count", () => {
  expect(readItemLink("li", { "data-url": "/a/1.html" })).toBe("/a/1.html");
  expect(readItemLink("tr", { onclick: "window.open('/a/1.html')" })).toBe("/a/1.html");
  expect(readItemLink("img", { "data-url": "/a/1.jpg" })).toBeNull();
  expect(readItemLink("li", { "data-url": "tab" })).toBeNull();
});

test("a call leads where its function goes", () => {
  const calls = new CallBook([
    `function show(id){ window.open("/xw/" + id + ".html"); } function mark(id){ paint(id); }`,
  ]);

  expect(calls.resolve(readCall("javascript:show('a12')")!)).toBe("/xw/a12.html");
  expect(calls.resolve(readCall("mark(3)")!)).toBeNull();
  expect(calls.resolve(readCall("unknown(3)")!)).toBeNull();
  expect(readCall("history.go(-1)")).toBeNull();
});
