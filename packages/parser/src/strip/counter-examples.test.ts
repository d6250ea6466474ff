import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { parse } from "../parse.ts";
import { sharedFile } from "../shared.test-data.ts";
import { matchRule } from "./match-rule.ts";
import type { RuleZone } from "./rule.ts";

/** Every place in a story; a footer is none. */
const IN_STORY: ReadonlySet<RuleZone> = new Set(["head", "tail", "anywhere"]);
const ruleOf = (line: string): string | null => matchRule(line, IN_STORY)?.id ?? null;

// Words of footers as news has them.
test.each([
  ["filings in the news", "工信部：前五个月共办理ICP备案号8万个，同比增长一成。"],
  ["a filing named in a story", "记者登录该网站看到，页面底部的粤ICP备10000001号属于另一家公司，目前已无法访问。"],
  ["a licence by its name", "该网站未取得《互联网新闻信息服务许可证》。"],
  [
    "a law full of 举报",
    "监察机关对于报案或者举报，应当接受并按照有关规定处理。对于不属于本机关管辖的，应当移送主管机关处理。",
  ],
  ["a law's article on 举报", "第三十五条 监察机关应当公开举报方式。"],
  ["the price filing of a housing project", "该项目备案价为每平方米12345元，备案文件已在住建局网站公示。"],
  ["a filing of records", "备案文件：苏建备〔2021〕12号"],
  ["a line to ask at", "咨询电话：0512-12345678"],
  ["a hotline in a notice", "举报电话：110"],
  ["contacts in a notice", "联系人：王女士，联系电话：0512-12345678"],
  ["a source of data", "（资料来源：参考消息、海外网等）"],
  ["figures' source", "数据来源：市统计局"],
  ["a picture's source", "图片来源：受访者"],
  ["a source that talks", "消息来源称，双方将在下周会面。"],
  ["an editor in a story", "文字编辑王某说，编辑部连夜改版。"],
  ["gene editing", "基因编辑技术有望治愈该病"],
  ["the author of a book", "作者用十年走访了六十个村庄"],
  ["a reporter in prose", "他对记者表示，果园今年增产。"],
  ["closing as an act", "关闭12家企业，整改34家。"],
  ["a meeting to share", "分享会现场座无虚席"],
  ["printing as a trade", "打印店老板小王"],
  ["collecting as a hobby", "收藏爱好者从各地赶来"],
  ["income", "农民收入来源日益多元"],
  ["where it comes from", "来源地为邻县的两个合作社"],
  ["water", "水源来源于两座水库"],
  ["a next chapter", "下一篇章更值得期待"],
  ["an article before", "上一篇文章中我们提到过这座桥"],
  ["a library's event", "推荐阅读活动在市图书馆举行"],
  ["paying by code", "扫一扫就能付款，赶集的老人也学会了。"],
  ["a weather office that signs", "苏州市气象台2021年6月7日16时05分发布"],
  ["a notice that warns", "特别提示：受强降雨影响，景区今日临时关闭。"],
  ["an event's hosts", "主办单位：市文化局 承办单位：市图书馆"],
  ["an event's address", "地址：人民路1号市图书馆二楼"],
  ["a grade in a table", "大"],
  ["a year in a table", "2021"],
  ["a share of the market", "分享经济、平台经济快速成长"],
] as const)("leaves %s: %s", (what, line) => {
  // A size of letters is a tool above the story only.
  expect(
    what === "a grade in a table" ? (matchRule(line, new Set(["tail", "anywhere"]))?.id ?? null) : ruleOf(line),
  ).toBeNull();
});

test("a brief shorter than its footer keeps its text, and the footer goes", () => {
  const brief = "<p>苏州市气象台2021年6月7日16时05分发布暴雨黄色预警：预计未来6小时有强降水，请注意防范。</p>";
  const footer =
    "<p>主办单位：某市人民政府办公室 承办：某市大数据局 地址：某市某路1号 邮编：215000</p>" +
    "<p>版权所有：某市人民政府 苏ICP备05000000号 苏公网安备 32050000000000号 网站标识码：3205000000</p>" +
    "<p>违法和不良信息举报电话：0512-12345678 举报邮箱：a@site.example 本网站已支持IPv6访问 建议使用1366*768分辨率浏览</p>";

  const result = parse(`<title>暴雨黄色预警</title><h1>暴雨黄色预警</h1><div>${brief}${footer}</div>`);

  const article = result.ok ? result.article : null;
  expect(article?.text).toContain("未来6小时有强降水");
  expect(article?.text.split("\n")).toHaveLength(1);
  expect(article?.site).toMatchObject({
    icp: "苏ICP备05000000号",
    police: "苏公网安备 32050000000000号",
    siteCode: "3205000000",
  });
  expect(article?.removed.map(({ rule }) => rule)).toEqual(["owner/host", "filing/icp", "contact/report"]);
});

test("no rule takes a paragraph of any fixture, wherever in the story it may stand", () => {
  const folder = new URL("../fixtures/", import.meta.url);
  const taken: string[] = [];
  let lines = 0;
  for (const kind of readdirSync(folder)) {
    const result = parse(readFileSync(new URL(`${kind}/page.html`, folder)));
    for (const text of result.ok ? result.article.text.split("\n") : []) {
      lines++;
      if (result.ok && result.article.status === "usable" && ruleOf(text) !== null) taken.push(`${kind}: ${text}`);
    }
  }

  expect(lines).toBeGreaterThan(30);
  expect(taken).toEqual([]);
});

/** Hand-made golds are right; the others keep disclaimers and copyright lines here and there, which rules may take. */
test("takes next to nothing of the shared gold texts", (context) => {
  const corpus = sharedFile("corpus");
  if (corpus === null) {
    context.skip();
    return;
  }
  const byHand: string[] = [];
  let lines = 0;
  let others = 0;
  for (const name of readdirSync(corpus, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".json")) continue;
    const page = JSON.parse(readFileSync(join(corpus, name), "utf8")) as GoldPage;
    for (const line of page.gold?.text?.split("\n") ?? []) {
      lines++;
      if (line.trim() === "" || page.gold_optional?.includes(line) === true || ruleOf(line) === null) continue;
      if (page.gold_by === "hand") byHand.push(`${name}: ${line.slice(0, 40)}`);
      else others++;
    }
  }

  console.log(`${lines} gold lines: ${byHand.length} of the hand-made taken, ${others} of the others`);
  expect(byHand).toEqual([]);
  expect(others).toBeLessThanOrEqual(40);
});

interface GoldPage {
  readonly gold?: { readonly text?: string | null };
  readonly gold_by?: string;
  readonly gold_optional?: readonly string[];
}
