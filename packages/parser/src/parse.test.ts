import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { articleSchema } from "@caibian/schema";
import fc from "fast-check";
import { expect, test } from "vitest";

import { parse } from "./parse.ts";
import { render } from "./render/render.ts";
import { sharedFile } from "./shared.test-data.ts";

const STORY =
  "<p>春分过后，果园里一片忙碌，果农们抢抓农时修剪枝条。</p><p>据介绍，今年全县计划改造老果园三千亩，引进新品种六个。</p>";
const page = (inside: string): string =>
  `<title>果园忙碌</title><h1>果园忙碌</h1><div class="info">2021-06-07 08:00 来源：柳河发布</div><div>${STORY}${inside}</div>`;

/** Bytes to every output; answers the CPU milliseconds it took. */
function runAll(input: string | Uint8Array): { readonly html: string; readonly code: string; readonly cpuMs: number } {
  const started = process.cpuUsage().user;
  const result = parse(input, { url: "https://www.example.cn/a/1.html" });
  let html = "";
  if (result.ok) {
    for (const format of ["text", "markdown", "ninjs", "schema.org"] as const) render(result.article, format);
    html = render(result.article, "html");
    articleSchema.parse(result.article);
  }
  return { html, code: result.ok ? "ok" : result.error.code, cpuMs: (process.cpuUsage().user - started) / 1000 };
}

/** Status and language of a page that says one sentence three times. */
function languageOf(sentence: string): string {
  const result = parse(`<title>t - a story</title><h1>A story</h1><div>${`<p>${sentence}</p>`.repeat(3)}</div>`);
  return result.ok ? `${result.article.status} ${result.article.language}` : result.error.code;
}

test("never throws and always fits the schema, whatever the markup", () => {
  const pieces = fc.constantFrom(
    "<p>",
    "</p>",
    "<div class=content>",
    "</div>",
    "<table><tr><td>",
    "<li>",
    "<br>",
    "<a href=x>",
    "</a>",
    "<img src=a.jpg>",
    "<h1>",
    "<b>",
    "来源：",
    "责任编辑：",
    "（记者 张三）",
    "2021-06-07 08:00",
    "果园里一片忙碌，果农修剪枝条。",
    "备案号:粤ICP备10000001号",
    "相关新闻",
    "\u202E",
    "\0",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join("")),
      ),
      (html) => {
        expect(runAll(html).code).not.toBe("E_INTERNAL");
      },
    ),
    { numRuns: 300 },
  );
});

test("never throws on bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(runAll(bytes).code).not.toBe("E_INTERNAL");
    }),
  );
});

test.each(["", "<html></html>", "<script>var a = 1</script>", "<ul><li><a href=/>首页</a></ul>"])(
  "refuses %s",
  (html) => {
    expect(["E_EMPTY", "E_NOT_ARTICLE"]).toContain(runAll(html).code);
  },
);

test.each([
  ["robots.txt", "User-agent: *\nDisallow: /a/\n".repeat(40)],
  ["a missing page", "<title>404 Not Found</title><h1>404 Not Found</h1><p>nginx</p>"],
  ["a block page", "<title>访问验证</title><p>您的访问过于频繁，请输入验证码后继续。</p>"],
])("doubts %s", (_name, text) => {
  const result = parse(text);

  expect(result.ok ? result.article.status : result.error.code).toBe("quarantined");
});

test("stripping never adds text: every line of the record stands on the page", () => {
  const result = parse(page("<p>（责任编辑：王小川）</p>"));

  const lines = result.ok ? result.article.text.split("\n") : [];
  expect(lines).toHaveLength(2);
  expect(lines.filter((line) => !STORY.includes(line))).toEqual([]);
});

test("ends a brief where longer teasers of other stories begin", () => {
  const teaser = `<h3><a href="/b">邻县果园迎来丰收季</a></h3><p>${"邻县的果园今年迎来丰收，合作社忙着采摘装车，客商已经等在路口。".repeat(4)}</p>`;
  const result = parse(page(`<h2>其他人也在看</h2>${teaser.repeat(6)}`));

  expect(result.ok && result.article.text.split("\n")).toHaveLength(2);
});

test("a question in an interview signs nothing", () => {
  const result = parse(page("<p>记者：今年的果子卖得怎么样，比如苹果和梨？</p><p>果农：好。</p>"));

  expect(result.ok && result.article.credits).toEqual([]);
});

test("reads a page in English, one in Japanese, one in Vietnamese", () => {
  expect(languageOf("The council said on Monday that the bridge, closed since May, would open again next week.")).toBe(
    "usable en",
  );
  expect(languageOf("市は月曜日、五月から閉鎖されていた橋を来週から再び開通すると発表しました。")).toBe("usable ja");
  expect(languageOf("Hội đồng thành phố cho biết cây cầu sẽ được mở lại vào tuần tới, sau nhiều tháng sửa chữa.")).toBe(
    "usable vi",
  );
});

test("a profile's selectors name body and headline", () => {
  const html = `<div class="lead"><b>小城果园</b></div><div id="a">${STORY}${STORY}</div><div id="b">${STORY}</div>`;

  const result = parse(html, { profile: { body: "#b", title: ".lead" } });

  expect(result.ok && [result.article.title, result.article.blocks.length]).toEqual(["小城果园", 2]);
});

test("explains every line when asked", () => {
  const result = parse(page("<p>分享到：</p>"), { explain: true });

  const lines = result.ok ? (result.lines ?? []) : [];
  const fates = lines.map(({ fate }) => fate);
  expect(fates).toEqual(["title", "fields", "kept", "kept", "share/bar"]);
  expect(lines.map(({ why }) => why)).toEqual(["the headline", "read for source", null, null, "share tools"]);
});

test("survives the shared attack pages within 2 s of CPU each", { timeout: 120_000 }, (context) => {
  const maker = sharedFile("attacks/own/make.mjs");
  if (maker === null) {
    context.skip();
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "caibian-attacks-"));
  try {
    execFileSync(process.execPath, [maker, folder], { env: { PATH: process.env["PATH"] } });
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".html"))) {
      const { code, cpuMs } = runAll(readFileSync(join(folder, name)));
      expect(`${name} ${code}`).not.toContain("E_INTERNAL");
      expect(cpuMs < 2000 ? "in time" : name).toBe("in time");
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("lets no active content of the shared payloads into html", { timeout: 60_000 }, (context) => {
  const file = sharedFile("attacks/dompurify/cases.json");
  if (file === null) {
    context.skip();
    return;
  }
  const found = JSON.parse(readFileSync(file, "utf8")) as unknown;
  const cases = (Array.isArray(found) ? found : Object.values(found as object).find(Array.isArray)) as readonly {
    readonly payload?: string;
  }[];
  const allowed =
    /^<\/?(?:article|h1|h2|p|ul|ol|li|table|tr|td|blockquote|figure|figcaption|img|a)(?: (?:lang|src|alt|href|rel)="[^"<>]*")*>$/;
  for (const { payload = "" } of cases) {
    for (const html of [runAll(payload).html, runAll(page(payload)).html]) {
      expect((html.match(/<[^>]*>/g) ?? []).filter((tag) => !allowed.test(tag))).toEqual([]);
      expect(html).not.toMatch(/(?:src|href)="(?!https?:)/i);
    }
  }
});

test("takes out a link that is labelled as an advertisement, and leaves a paragraph about advertising", () => {
  const result = parse(`<html><head><title>老街广告牌整治完成</title></head><body><h1>老街广告牌整治完成</h1>
    <div class="content"><p>广告牌整治从三月开始，历时两个月，老街一百二十家商铺参加，居民反映良好，街面比过去整洁。</p>
    <p><span>广告</span><a href="/x">全新网页游戏今日开服，登录就送礼包</a></p>
    <p>街道办主任说，下一步将为商铺统一设计招牌，费用由街道和商户共同承担，预计年底前全部完成。</p></div></body></html>`);

  expect(result.ok).toBe(true);
  if (!result.ok) return;
  const { article } = result;
  expect(article.text).toContain("广告牌整治从三月开始");
  expect(article.text).not.toContain("网页游戏");
  expect(article.removed.map(({ rule }) => rule)).toContain("promotion/labelled-ad");
});

test("reads all paragraphs of a fragment, which has no element around them", () => {
  const result = parse(
    "<h1>湖东区新建三座口袋公园</h1><p>来源：湖东日报 2024-03-02 10:00</p><p>湖东区今年新建三座口袋公园，占地一万平方米，附近居民步行十分钟可到。</p><p>公园里种了一千棵树，年底前向市民开放。</p>",
  );

  expect(result.ok && result.article.text.split("\n")).toHaveLength(2);
});

test("names a film that stands between headline and text, and a file below the text", () => {
  const result = parse(
    '<body><h1>柳河果园迎来丰收</h1><p>2021-06-07 16:05　来源：柳河电视台</p><div><video src="/v/1.mp4"></video></div><div><p>柳河县的果园里一片忙碌，果农们抢抓农时采收果实。</p><p>据介绍，今年全县收成比去年多两成。</p></div><div><p>附件：<a href="/f/1.xlsx">收成统计表.xlsx</a></p></div></body>',
  );

  expect(result.ok && result.article.blocks.map(({ type }) => type)).toEqual([
    "video",
    "paragraph",
    "paragraph",
    "attachment",
  ]);
});

test("says of no line both that it is the story's and that it was taken out", () => {
  const result = parse(
    '<body><div id="zoom"><p>今年以来，东溪县推进一件事集成改革，群众少跑腿三万余次。<br>一是流程再造，一窗受理三十八个环节。<br>二是数据共享，归集电子证照四十六类。</p></div><p>主办：东溪县人民政府办公室　丨　承办：东溪县大数据中心</p><p>浙ICP备05000321号</p></body>',
  );
  const article = result.ok ? result.article : null;

  expect(article?.removed.filter(({ text }) => article.text.includes(text))).toEqual([]);
});

test("takes the dated line of a reporter for fields, and the medium before him for the source", () => {
  const result = parse(
    "<body><article><h1>老街整修完工 縣府邀民眾走春</h1><div><time>2024-02-05 17:20</time> 中島日報／ 記者林小輝／即時報導</div><p>老街歷時兩年整修完工，縣政府今天宣布重新開放，邀請民眾春節期間走春。</p><p>縣長表示，整修採傳統工法，保留紅磚地坪。</p></article></body>",
  );
  const article = result.ok ? result.article : null;

  expect(article?.source?.name).toBe("中島日報");
  expect(article?.text).not.toContain("記者林小輝");
});
