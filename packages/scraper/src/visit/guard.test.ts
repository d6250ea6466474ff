import type { Fetched } from "@caibian/http";
import { describe, expect, test } from "vitest";

import { guardOf } from "./guard.ts";
import { GUARDS } from "./guards.ts";

const answer = (status: number, text: string, headers: Record<string, string> = {}): Fetched => ({
  url: "http://a.test/",
  finalUrl: "http://a.test/",
  status,
  headers,
  bytes: Buffer.from(text),
  redirects: [],
});

describe.each(GUARDS.map((guard, index) => ({ name: `${guard.id} (${index})`, guard })))("$name", ({ guard }) => {
  const status = guard.statuses?.[0] ?? 403;

  test("knows its pages", () => {
    for (const hit of guard.hits) expect(guardOf(answer(status, hit)), hit).toBe(guard.id);
  });

  test("leaves others alone", () => {
    for (const miss of guard.misses) expect(guardOf(answer(status, miss)), miss).toBeNull();
  });
});

test("knows a guard's words in GBK, without a declaration", () => {
  // 您的访问被拦截
  const gbk = Buffer.from("3c68313ec4fab5c4b7c3cecab1bbc0b9bdd83c2f68313e", "hex");

  expect(guardOf({ ...answer(403, ""), bytes: gbk })).toBe("waf");
});

test("knows a challenge by its headers", () => {
  expect(guardOf(answer(521, "", { "set-cookie": "__jsluid_h=1" }))).toBe("jsl");
  expect(guardOf(answer(403, "", { "cf-mitigated": "challenge" }))).toBe("cloudflare");
});

test("a page that is gone behind a guard's network is gone, and a site that is down is down", () => {
  expect(guardOf(answer(404, "<h1>404</h1>", { "set-cookie": "__jsluid_h=1" }))).toBeNull();
  expect(guardOf(answer(521, "<title>521: Web server is down</title>", { server: "cloudflare" }))).toBeNull();
});

test.each([
  "<title>关于网站防火墙升级的公告</title><p>网站防火墙将于今晚升级，访问过于频繁的用户可能受到影响。</p>",
  "<title>访问被拦截怎么办</title><p>提示“您的访问被拦截”时，请拨打热线。</p>",
  "<title>我市启用电信云防护</title><p>电信云防护今日上线。</p>",
])("takes no short notice with a guard's words for one: %s", (notice) => {
  expect(guardOf(answer(200, notice))).toBeNull();
});

test.each([
  "<title>网站防火墙</title>",
  "<p>对不起，您的请求已被拦截</p>",
  "访问太频繁，请稍后再试",
  "<h1>访问被阻断</h1>",
])("knows what a guard says with status 200: %s", (said) => {
  expect(guardOf(answer(200, said))).toBe("waf");
});

test("takes no story about guards for one", () => {
  const story = `<title>市网信办通报</title><p>${"有网民反映，您的访问被拦截一类提示频繁出现。".repeat(25)}</p>`;
  const quoting = `${story}<script>var note = "__jsl_clearance"</script>`;

  expect(guardOf(answer(200, story))).toBeNull();
  expect(guardOf(answer(200, quoting))).toBeNull();
  expect(guardOf(answer(200, "<p>短讯：东岭镇举行春茶采摘活动。</p>"))).toBeNull();
});
