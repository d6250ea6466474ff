import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { linesOf, removalsOf } from "./explain-removals.ts";
import { describePage } from "./parse-a-page.ts";
import { verdictOf } from "./quarantine.ts";
import { toMarkdown } from "./render-markdown.ts";

const farm = new URL("../src/fixtures/mirror-farm/page.html", import.meta.url);
const html = readFileSync(farm, "utf8");

test("describes a page", async () => {
  expect(await describePage(farm, "https://www.example.cn/a/1.html")).toBe(
    "柳河高新区携手邻市,共建果业“新高地” | 柳河高新区 | 2021-06-07T16:05:02+08:00 | author 周小禾 | 9 blocks",
  );
});

test("renders Markdown", () => {
  const markdown = toMarkdown(html, "https://www.example.cn/a/1.html");

  expect(markdown).toMatch(/^# 柳河高新区携手邻市/);
  expect(markdown).toContain("## 市场口碑好");
});

test("shows what was taken out, and why", () => {
  expect(removalsOf(html)).toEqual([
    "byline/end: (作者:周小禾)",
    "filing/icp: 备案号:粤ICP备10000001号-41 联系网站:[contact]",
  ]);
  expect(linesOf(html)).toContain("title (the headline): 柳河高新区携手邻市,共建果业“新高地”");
});

test("doubts what is no story", () => {
  expect(verdictOf(html, "https://www.example.cn/a/1.html")).toMatch(/^usable, /);
  expect(verdictOf("<title>404</title><h1>您访问的页面不存在</h1>", "https://www.example.cn/b")).toMatch(
    /^quarantined: soft-404/,
  );
});

test("the README's three lines stand in an example", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, snippet = ""] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];

  expect(snippet.trim().split("\n")).toHaveLength(3);
  expect(snippet).toContain('import { parse } from "@caibian/parser";');
});
