import fc from "fast-check";
import { expect, test } from "vitest";

import { parse } from "../parse.ts";
import type { ParseOptions } from "../result.ts";
import { remember } from "./learn.ts";
import { learn } from "./learn-pages.ts";
import type { SiteMemory } from "./site-memory.ts";
import type { PageTrace } from "./trace.ts";

const PLACES = ["柳河", "青石", "东岭", "白沙", "临溪", "云门", "石桥", "南坪", "西渡", "北塘"];
/** Reads like prose, and no rule of the catalogue knows it. */
const APPEAL = "如果您家里有老照片，欢迎送到我们的展厅来，让更多读者看到过去的样子。";

interface SitePage {
  readonly n: number;
  /** Goes below the story, in the same box. */
  readonly tail?: string;
  /** Goes between its paragraphs. */
  readonly middle?: string;
  readonly body?: string;
}

function sitePage({ n, tail = "", middle = "", body = "content" }: SitePage): string {
  const place = PLACES[n] ?? `第${n}村`;
  return `<html><head><title>${place}果园忙碌_柳河新闻</title></head><body>
<div class="top"><a href="/">首页</a><a href="/xw/">新闻</a><a href="/gs/">公示</a><a href="/ms/">民生</a><a href="/zt/">专题</a></div>
<h1 class="tit">${place}果园忙碌</h1><div class="info">2021-06-0${(n % 9) + 1} 08:00 来源：柳河发布</div>
<div class="${body}"><p>${place}的果园里一片忙碌，果农们抢抓农时，修剪枝条、施肥浇水。</p>${middle}
<p>据介绍，今年${place}计划改造老果园${n + 3}千亩，引进新品种${n + 2}个，产量有望再增一成。</p>${tail}</div>
<div class="side"><p>今日天气</p><p>便民电话</p><p>公交线路</p><p>办事指南</p></div></body></html>`;
}

const teaser = (n: number): string =>
  `<div class="feed"><p>${PLACES[n] ?? ""}的渔民今年收成好，码头上车来车往，商贩们忙着装箱，运往外地。当地合作社说，订单已经排到下个月，还在招人手。</p></div>`;

const pagesOf = (more: Omit<SitePage, "n">, count = 8): { html: string }[] =>
  Array.from({ length: count }, (_, n) => ({ html: sitePage({ n, ...more }) }));

function textOf(html: string, options: ParseOptions = {}): string {
  const result = parse(html, options);
  return result.ok ? result.article.text : result.error.code;
}

test("a line at the end of most of the site's stories is taken out, and reported", () => {
  const memory = learn(pagesOf({ tail: `<p>${APPEAL}</p>` }));
  const html = sitePage({ n: 9, tail: `<p>${APPEAL}</p>` });

  expect(textOf(html)).toContain(APPEAL);
  expect(textOf(html, { memory })).toBe(textOf(sitePage({ n: 9 })));
  const result = parse(html, { memory });
  expect(result.ok && result.article.removed).toContainEqual({ rule: "memory/repeated", text: APPEAL, where: "tail" });
});

test("what is repeated amid the stories is story", () => {
  const memory = learn(pagesOf({ middle: "<p>新华社记者在现场看到，</p>" }));

  expect(textOf(sitePage({ n: 9, middle: "<p>新华社记者在现场看到，</p>" }), { memory })).toContain("新华社记者");
});

test("two pages are not enough to tell, nor is a story that is shown three times", () => {
  const tail = `<p>${APPEAL}</p>`;
  const few = learn([sitePage({ n: 1, tail }), sitePage({ n: 2, tail })].map((html) => ({ html })));
  const same = learn(Array.from({ length: 5 }, () => ({ html: sitePage({ n: 1, tail }) })));

  for (const memory of [few, same]) expect(textOf(sitePage({ n: 9, tail }), { memory })).toContain(APPEAL);
});

test("a byline that one person signs on every page stays a credit", () => {
  const tail = "<p>（责任编辑：王小川）</p>";

  const result = parse(sitePage({ n: 9, tail }), { memory: learn(pagesOf({ tail })) });

  expect(result.ok && result.article.credits).toEqual([{ role: "editor", name: "王小川", org: null }]);
});

test("finds the body where the site keeps it, however long the teasers beside it", () => {
  const memory = learn(pagesOf({}));
  const html = sitePage({ n: 9 })
    .replace("<h1", `${[1, 2, 3, 4].map(teaser).join("")}<h1`)
    .replace(' class="tit"', "");

  expect(textOf(html, { memory })).toBe(textOf(sitePage({ n: 9 })));
});

test("a template that was seen once or twice is not followed, and is no redesign", () => {
  const memory = learn([...pagesOf({}, 3), { html: sitePage({ n: 5, body: "gallery" }) }]);
  const page = sitePage({ n: 9, body: "gallery" }).replaceAll(/首页|新闻|公示|民生|专题|今日|便民|公交|办事/g, "图");

  const result = parse(page, { memory });

  expect(result.ok && result.article.quality.flags).not.toContain("layout-changed");
  expect(result.ok && result.article.text).toBe(textOf(page));
});

test("a redesign is noticed and not followed blindly", () => {
  const memory = learn(pagesOf({}));
  const redesigned = sitePage({ n: 9, body: "v2-story" }).replace(
    /<div class="(?:top|side)">.*?<\/div>/gs,
    "<nav>新版</nav>",
  );

  const result = parse(redesigned, { memory });

  expect(result.ok && result.article.quality.flags).toContain("layout-changed");
  expect(result.ok && result.article.text).toBe(textOf(redesigned));
});

test.each([
  ["the old menus around a box with a new name", { body: "v2-story" }],
  ["the old box with nothing of a story in it", { body: 'content"></div><div class="v2-story' }],
])("%s is a new layout too", (_name, more) => {
  const html = sitePage({ n: 9, ...more });

  const result = parse(html, { memory: learn(pagesOf({})) });

  expect(result.ok && result.article.quality.flags).toContain("layout-changed");
  expect(result.ok && result.article.text).toBe(textOf(html));
});

test("one page of another template among many does not unlearn the first", () => {
  const memory = learn([...pagesOf({}), ...pagesOf({ body: "gallery" }, 3)]);

  for (const body of ["content", "gallery"]) {
    const result = parse(sitePage({ n: 9, body }), { memory });
    expect(result.ok && result.article.quality.flags).not.toContain("layout-changed");
  }
});

test("learning in two goes knows what learning in one goes knows", () => {
  const traces = pagesOf({ tail: `<p>${APPEAL}</p>` }).flatMap(({ html }) => traceOf(html) ?? []);

  const inTwo = remember(remember(null, traces.slice(0, 4)), traces.slice(4));

  const atOnce = remember(null, traces);
  expect(inTwo.layouts.map(({ body, pages }) => [body, pages])).toEqual(
    atOnce.layouts.map(({ body, pages }) => [body, pages]),
  );
  expect(textOf(sitePage({ n: 9, tail: `<p>${APPEAL}</p>` }), { memory: inTwo })).not.toContain(APPEAL);
});

test("survives JSON, and stays below 64 KiB however many pages come", () => {
  const traces = Array.from({ length: 200 }, (_, n): PageTrace => {
    const lines = Uint32Array.from({ length: 700 }, (__, i) => 0xf0000000 + ((n % 7) + 1) * i);
    return {
      story: n + 1,
      body: `div#${"b".repeat(38)}${n % 40}`,
      title: null,
      info: null,
      lines,
      marks: new Uint8Array(700),
    };
  });
  let memory: SiteMemory | null = null;
  for (let i = 0; i < traces.length; i += 40) memory = remember(memory, traces.slice(i, i + 40));
  for (let i = 0; i < 5; i++) memory = remember(memory, traces);

  expect(JSON.stringify(memory).length).toBeLessThan(65_536);
  expect(JSON.parse(JSON.stringify(memory))).toEqual(memory);
  expect(memory?.pages).toBeLessThanOrEqual(700);
});

test("never throws on foreign memories and pages, and takes no line that is not on the page", () => {
  const place = fc.constantFrom("div.content<body<html", "p<div.content<body", "x", "");
  const line = fc.tuple(fc.nat(), fc.nat({ max: 9 }), fc.nat({ max: 9 }));
  const layout = fc.record({
    body: place,
    pages: fc.nat({ max: 9 }),
    title: fc.array(fc.record({ at: place, pages: fc.nat({ max: 9 }) }), { maxLength: 3 }),
    info: fc.array(fc.record({ at: place, pages: fc.nat({ max: 9 }) }), { maxLength: 3 }),
    lines: fc.array(line, { maxLength: 20 }),
  });
  const memories = fc.record({ v: fc.constant(1 as const), pages: fc.nat({ max: 9 }), layouts: fc.array(layout) });
  fc.assert(
    fc.property(memories, fc.nat({ max: 9 }), (memory, n) => {
      expect(parse(sitePage({ n }), { memory })).toMatchObject({ ok: true });
    }),
    { numRuns: 100 },
  );
});

function traceOf(html: string): PageTrace | undefined {
  const result = parse(html, { trace: true });
  return result.ok ? result.trace : undefined;
}
