import { expect, test } from "vitest";

import { parse } from "../parse.ts";

const NAV = Array.from({ length: 40 }, (_, i) => `<li><a href="/c${i}/">要闻栏目第${i}号频道</a></li>`).join("");
const STORY =
  "<p>春分过后，果园里一片忙碌，果农们抢抓农时修剪枝条、追施春肥，为全年的丰收打下基础。</p><p>据介绍，今年全县计划改造老果园三千亩，引进抗寒新品种六个，并组织农技人员进村入户传授技术。</p>";

/** Status and flags of a page, or the refusal's code and message. */
function verdictOf(html: string): string {
  const result = parse(html, { url: "https://www.example.cn/202106/t1.shtml" });
  if (!result.ok) return `${result.error.code} ${result.error.message}`;
  return `${result.article.status} ${result.article.quality.flags.join(" ")}`;
}

test.each([
  [
    "a page that is gone",
    "<title>果县政府网</title><h1>您访问的页面不存在</h1><p>对不起，您要找的页面已被删除，请返回首页。</p>",
    "soft-404",
  ],
  ["one with a big menu", `<title>404</title><ul>${NAV}</ul><h1>404 Not Found</h1><p>页面走丢了。</p>`, "soft-404"],
  [
    "one that sends home",
    '<title>果县</title><meta http-equiv="refresh" content="3;url=/"><p>三秒后自动跳转，请稍候。</p>',
    "soft-404",
  ],
  ["a guard's words", "<title>访问验证</title><p>您的访问过于频繁，请输入验证码后继续。</p>", "blocked"],
  [
    "a firewall",
    "<title>405</title><h1>很抱歉</h1><p>由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。您的请求已被网站防火墙拦截。</p>",
    "blocked",
  ],
  ["a login wall", "<title>果报数字版</title><h1>数字版</h1><p>本文为付费内容，请登录后查看全文。</p>", "login-wall"],
  [
    "a login form",
    "<title>登录</title><h1>用户登录</h1><form><p>用户名</p><p>密码</p></form><p>账号或密码不能为空</p>",
    "login-wall",
  ],
  [
    "maintenance",
    "<title>果县政府网</title><h1>系统维护</h1><p>网站正在升级维护，暂停访问，请稍后再试。</p>",
    "maintenance",
  ],
  ["a shell", `<title>果县融媒</title><div id="app"></div><script src="/app.js"></script>`, "shell"],
] as const)("quarantines %s", (_what, html, flag) => {
  expect(verdictOf(html)).toMatch(new RegExp(`^quarantined(?: .*)? ?\\b${flag}\\b`));
});

test.each(["校车线路优化 404名学生受益", "全县改造老果园404亩", "投资1,404万元的渠道通水", "G404国道今日通车"])(
  "a headline that counts is no missing page: %s",
  (title) => {
    expect(verdictOf(`<title>${title}</title><h1>${title}</h1><p>2021-06-29 10:41 来源：果县日报</p>${STORY}`)).toMatch(
      /^usable/,
    );
  },
);

test.each([
  [
    "jsl",
    "<script>document.cookie=('_')+('_')+'jsl_clearance_s=162;max-age=3600;path=/';location.href=location.pathname</script>",
  ],
  ["ruishu", '<meta id="x" content="abc" r="m"><script>$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=1</script>'],
  ["acw", "<script>var arg1='4A5B';setCookie('acw_sc__v2',x);reload()</script>"],
] as const)("names the guard of an empty page: %s", (guard, html) => {
  expect(verdictOf(`<html><head>${html}</head><body></body></html>`)).toBe(
    `E_NOT_ARTICLE the page is no story: blocked (${guard})`,
  );
});

test("says of an empty page with scripts that it is a shell", () => {
  expect(verdictOf(`<html><body><div id="root"></div><script>${"var a=1;".repeat(400)}</script></body></html>`)).toBe(
    "E_NOT_ARTICLE the page is no story: shell",
  );
});

test.each([
  ["a list of stories", `<title>要闻</title><h2>要闻</h2><ul>${NAV}</ul><div>共120条 1/8 下一页</div>`, "list-page"],
  [
    "a list with dates",
    `<title>通知公告</title><ul>${Array.from({ length: 25 }, (_, i) => `<li><a href="./t${i}.html">关于开展第${i}次果园技术培训活动的通知公告</a><span>2021-06-${10 + (i % 20)}</span></li>`).join("")}</ul>`,
    "list-page",
  ],
] as const)("quarantines %s", (_what, html, flag) => {
  expect(verdictOf(html)).toContain(flag);
  expect(verdictOf(html)).toMatch(/^quarantined/);
});

test.each([
  [
    "a story on a guard's page",
    `<title>验证码诈骗</title><h1>警惕验证码诈骗</h1><div class="content">${STORY.repeat(3)}<p>民警提醒，验证码不要告诉他人。</p></div>`,
  ],
  [
    "a notice of maintenance work on a road",
    `<title>公告</title><h1>道路养护公告</h1><div class="content">${STORY}</div>`,
  ],
  [
    "a story that loads scripts",
    `<title>果园忙碌</title><h1>果园忙碌</h1><div>${STORY}</div><script>${"var a=1;".repeat(900)}</script>`,
  ],
  [
    "a brief beside a big menu",
    `<title>果园忙碌</title><ul>${NAV}</ul><h1>果园忙碌</h1><p>2021-06-07 08:00 来源：柳河发布</p><div class="content">${STORY}</div>`,
  ],
] as const)("lets %s be", (_what, html) => {
  expect(verdictOf(html)).toMatch(/^usable/);
});
