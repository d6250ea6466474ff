import { expect, test } from "vitest";

import { redactContacts } from "./redact.ts";

test.each([
  ["联系网站:85 572 98@qq.com", "联系网站:[contact]"],
  ["电话：0512-12345678 传真：0512-12345679", "电话：[contact] 传真：[contact]"],
  ["手机 139 1234 5678", "手机 [contact]"],
  ["QQ：1234 5678", "[contact]"],
  ["電話：(03)5550101#21 手機：0912-345678", "電話：[contact]#21 手機：[contact]"],
  ["傳真：02-2555-0102", "傳真：[contact]"],
  ["邮箱market#site.example(#换成@)", "邮箱[contact](#换成@)"],
])("redacts %s", (text, redacted) => {
  expect(redactContacts(text)).toBe(redacted);
});

test.each([
  "举报电话：12377",
  "2021-06-07 08:30",
  "(2020)民初1234号",
  "粤ICP备10000001号-41",
  "浙公网安备 33010600000000号",
  "网站标识码：3205000000",
])("keeps %s", (text) => {
  expect(redactContacts(text)).toBe(text);
});
