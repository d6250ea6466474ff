import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { discover } from "../discover/discover.ts";
import { findListApis } from "./list-apis.ts";
import { SECTION_NAMES, weighSectionName } from "./section-names.ts";
import { sectionsOfStory } from "./section-of-story.ts";
import { rankSections } from "./sections.ts";
import { sourceIdOf } from "./source-id.ts";

const front = "https://www.linxi.example/";

test.each(
  SECTION_NAMES.flatMap(({ pattern, weight, examples }) => examples.map((name) => [name, pattern, weight] as const)),
)("%s is hit by its rule", (name, pattern, weight) => {
  expect(pattern.test(name)).toBe(true);
  expect(Math.sign(weighSectionName(name))).toBe(Math.sign(weight));
});

const nav = (links: readonly (readonly [string, string])[]) =>
  `<div class="nav">${links.map(([href, name]) => `<a href="${href}">${name}</a>`).join("")}</div>`;

describe("sections of a front page", () => {
  test("news comes first, services and notices last", () => {
    const html = nav([
      ["/", "首页"],
      ["/gsgg/", "公示公告"],
      ["/bsfw/", "办事服务"],
      ["/zwdt/", "工作动态"],
      ["/gnxw/", "国内新闻"],
      ["/lxyw/", "临溪要闻"],
    ]);
    const ranked = rankSections(discover(html, front), front);

    expect(ranked.map(({ name }) => name).slice(0, 2)).toEqual(["临溪要闻", "工作动态"]);
    expect(ranked.filter(({ weight }) => weight < 0).map(({ name }) => name)).toEqual(["公示公告", "办事服务"]);
  });

  test("a section whose stories stand on the front page gains", () => {
    const stories = [1, 2, 3].map(
      (n) => `<li><a href="/b/20260${n}/100${n}.html">石桥镇第${n}批早稻今天开镰</a> 2026-06-0${n}</li>`,
    );
    const ranked = rankSections(
      discover(
        `${nav([
          ["/a/", "甲"],
          ["/b/", "乙"],
        ])}<ul>${stories.join("")}</ul>`,
        front,
      ),
      front,
    );

    expect(ranked.map(({ name, weight }) => `${name} ${weight}`)).toEqual(["乙 3", "甲 0"]);
  });
});

describe("the section of a story", () => {
  const home = { url: front, name: "首页" };
  const guesses = (url: string, trail: readonly { url: string; name: string }[] = []) =>
    sectionsOfStory(url, trail).map((guess) => guess.url.replace(front, "/"));

  test("is the last link of its trail, then those above", () => {
    const trail = [home, { url: `${front}xwzx/`, name: "新闻" }, { url: `${front}xwzx/bmdt/`, name: "部门动态" }];

    expect(guesses(`${front}c/1.html`, trail)).toEqual(["/xwzx/bmdt/", "/xwzx/", "/c/", "/"]);
  });

  test("is its folder without those of dates", () => {
    expect(guesses(`${front}xwzx/202606/t20260607_1.shtml`)).toEqual(["/xwzx/", "/"]);
    expect(guesses(`${front}news/2026/06/07/1.html`)).toEqual(["/news/", "/"]);
    expect(guesses(`${front}1001.html`)).toEqual(["/"]);
  });

  test("is the column that a hanweb address names", () => {
    expect(guesses(`${front}art/2026/6/7/art_1256_3033.html`)[0]).toBe("/col/col1256/index.html");
  });

  test("is never on another site", () => {
    expect(guesses(`${front}c/1.html`, [{ url: "https://www.gov.example/", name: "上级" }])).toEqual(["/c/", "/"]);
  });
});

test("finds the list APIs that scripts spell out, whole ones only", () => {
  const script = `axios.get("/api/v1/news/list?cid=3");fetch(\`/api/news/\${id}\`);load('/api/user/login/list');a="/static/newslist.js";
    b='https://api.linxi.example/app_if/getArticles?columnId=12&page=1'`;

  expect(findListApis(script, front)).toEqual([
    "https://www.linxi.example/api/v1/news/list?cid=3",
    "https://api.linxi.example/app_if/getArticles?columnId=12&page=1",
  ]);
});

test.each([
  ["https://www.snd.gov.cn/xwzx/", "snd"],
  ["https://news.snd.gov.cn/", "news-snd"],
  ["http://127.0.0.1:8080/", "127-0-0-1-8080"],
  ["http://[::1]:80/", "1"],
  ["https://例子.中国/", "xn-fsqu00a"],
])("the id of %s is %s", (url, id) => {
  expect(sourceIdOf(url)).toBe(id);
});

test("an id is legal and not one that is taken, whatever the URL", () => {
  expect(sourceIdOf("https://www.snd.gov.cn/", new Set(["snd", "snd-2"]))).toBe("snd-3");
  const legal = fc.property(fc.webUrl(), (url) => /^[a-z0-9][a-z0-9._-]{0,63}$/.test(sourceIdOf(url)));

  expect(fc.check(legal, { numRuns: 20 }).failed).toBe(false);
});
