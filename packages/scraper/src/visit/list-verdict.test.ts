import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Failure } from "./failure.ts";
import { judgeFailure, judgeList, type ListFacts } from "./list-verdict.ts";

const LIST = "https://www.xinqiao.example/xw/zwyw/";
const page = (body: string): string => `<html><head><title>政务要闻</title></head><body>${body}</body></html>`;
const facts = (over: Partial<ListFacts> = {}): ListFacts => ({
  url: LIST,
  finalUrl: LIST,
  status: 200,
  leads: 0,
  text: page("<ul></ul>"),
  ...over,
});
const failure = (over: Partial<Failure>): Failure => ({
  kind: "transient",
  code: "E_NETWORK",
  message: "The connection broke",
  afterMs: null,
  ...over,
});
const HAD = { hadLeads: true };
const NEVER_HAD = { hadLeads: false };

describe("a list that answers", () => {
  test("is fine while it leads to articles, whether they are new or not", () => {
    expect(judgeList(facts({ leads: 20 }), HAD)).toEqual({ verdict: "fine", trouble: null });
  });

  test.each([
    ["says so", page("<div class='list'><p>暂无内容</p></div>"), HAD],
    ["says so in other words", page("<p>没有找到相关的信息</p>"), HAD],
    ["never had any", page("<ul></ul>"), NEVER_HAD],
  ])("is empty, and that is all right, when it %s", (_name, text, known) => {
    expect(judgeList(facts({ text }), known)).toEqual({ verdict: "empty-ok", trouble: null });
  });

  test.each([
    ["without a word", page("<div id='app'></div>")],
    ["with the words in a script only", page("<script>if (!rows.length) show('暂无数据');</script>")],
    ["with the words in a comment only", page("<!-- 暂无内容 --><div></div>")],
  ])("is suspect when its articles are missing %s", (_name, text) => {
    expect(judgeList(facts({ text }), HAD)).toMatchObject({
      verdict: "empty-suspect",
      trouble: { code: "E_LIST_EMPTY" },
    });
  });

  test.each([
    ["404", facts({ status: 404, leads: 30 }), "gone", "E_LIST_GONE"],
    ["410", facts({ status: 410 }), "gone", "E_LIST_GONE"],
    [
      "a page that says it is not there",
      facts({ text: page("<h1>您访问的页面不存在</h1>") }),
      "gone",
      "E_LIST_SOFT_404",
    ],
    [
      "a redirect to the home page, which has articles of its own",
      facts({ finalUrl: "https://www.xinqiao.example/index.html", leads: 60 }),
      "broken",
      "E_LIST_MOVED_HOME",
    ],
    [
      "a redirect to the home page of the same site without www",
      facts({ finalUrl: "http://xinqiao.example/", leads: 60 }),
      "broken",
      "E_LIST_MOVED_HOME",
    ],
    [
      "a redirect to another host's home page without articles",
      facts({ finalUrl: "https://parked.example/" }),
      "broken",
      "E_LIST_MOVED_HOME",
    ],
    [
      "a page that sends on to the home page",
      facts({ text: '<meta http-equiv="refresh" content="3; url=/">正在跳转' }),
      "broken",
      "E_LIST_MOVED_HOME",
    ],
    [
      "a redirect to a login",
      facts({ finalUrl: "https://sso.xinqiao.example/cas/login?service=x", leads: 3 }),
      "broken",
      "E_LIST_LOGIN",
    ],
    [
      "a login in the list's place",
      facts({ text: page("<form><input name='u'><input type='password' name='p'></form>") }),
      "broken",
      "E_LIST_LOGIN",
    ],
    ["a guard's page", facts({ text: page("<p>您的访问已被拦截</p>") }), "blocked", "E_LIST_GUARD"],
    ["a guard's apology", facts({ text: page("<p>您的IP地址已被封禁</p>") }), "blocked", "E_LIST_GUARD"],
    ["a check for people", facts({ text: page("<h1>请完成安全验证</h1>") }), "blocked", "E_LIST_GUARD"],
    [
      "a maintenance page",
      facts({ text: page("<p>网站正在升级维护中，请稍后访问。</p>") }),
      "broken",
      "E_LIST_MAINTENANCE",
    ],
  ])("is told by its evidence: %s", (_name, seen, verdict, code) => {
    expect(judgeList(seen, HAD)).toMatchObject({ verdict, trouble: { code } });
    expect(judgeList(seen, NEVER_HAD)).toMatchObject({ verdict, trouble: { code } });
  });

  test.each([
    [
      "the home page itself",
      facts({ url: "https://www.xinqiao.example/", finalUrl: "https://www.xinqiao.example/index.html", leads: 9 }),
    ],
    ["a section that moved to a subdomain", facts({ finalUrl: "https://news.xinqiao.example/", leads: 9 })],
    ["a list that moved within the site", facts({ finalUrl: "https://www.xinqiao.example/xwzx/", leads: 9 })],
    [
      "a home page with a query, as app lists have",
      facts({ finalUrl: "https://www.xinqiao.example/?cid=3", leads: 9 }),
    ],
    ["headlines about guards", facts({ leads: 9, text: page("<a>网站防火墙升级的公告</a>") })],
    ["headlines about maintenance", facts({ leads: 9, text: page("<a>系统维护中，社保业务暂停服务</a>") })],
    ["a list below a login box", facts({ leads: 9, text: page("<input type=password>") })],
    [
      "a section whose name begins with login's letters",
      facts({ finalUrl: "https://www.xinqiao.example/loginfo/", leads: 9 }),
    ],
  ])("near miss: %s is fine", (_name, seen) => {
    expect(judgeList(seen, HAD).verdict).toBe("fine");
  });

  test("any text in, a verdict out, in time that grows with the text alone", () => {
    const hostile = ["<!--", "<script", "<meta http-equiv=refresh ", "暂停", "<input "].map((piece) =>
      piece.repeat(40_000),
    );
    const startedMs = performance.now();
    for (const text of hostile) judgeList(facts({ text }), HAD);
    expect(performance.now() - startedMs).toBeLessThan(3_000);

    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, hadLeads) => {
        const { verdict, trouble } = judgeList(facts({ text }), { hadLeads });
        expect(trouble === null).toBe(verdict === "fine" || verdict === "empty-ok");
      }),
    );
  });
});

test.each([
  ["a guard", failure({ kind: "blocked", code: "E_BLOCKED" }), "blocked"],
  ["robots.txt", failure({ kind: "robots", code: "E_ROBOTS" }), "blocked"],
  [
    "a name that is not there",
    failure({ kind: "unreachable", message: "getaddrinfo ENOTFOUND www.x.example" }),
    "gone",
  ],
  ["a host that is down", failure({ kind: "unreachable", message: "connect ECONNREFUSED" }), "broken"],
  ["a server that stumbles", failure({ code: "E_STATUS_502" }), "broken"],
  ["a door that is shut", failure({ kind: "forbidden", code: "E_STATUS_403" }), "broken"],
])("a list that brings no answer is told by its failure: %s", (_name, failed, verdict) => {
  expect(judgeFailure(failed)).toEqual({ verdict, trouble: { code: failed.code, message: failed.message } });
});
