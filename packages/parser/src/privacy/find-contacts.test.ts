import fc from "fast-check";
import { expect, test } from "vitest";

import { isBankCard, isIdNumber } from "./check-digits.ts";
import { findContacts } from "./find-contacts.ts";

/** The contacts of one paragraph as `kind words`. */
const contactsOf = (text: string): string[] =>
  findContacts([{ type: "paragraph", text }]).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

test.each([
  ["联系人王女士，手机13912345678。", "mobile 13912345678"],
  ["电话 139 1234 5678", "mobile 139 1234 5678"],
  ["电话+86-139-1234-5678", "mobile +86-139-1234-5678"],
  ["简历请发至 someone@site.example，", "email someone@site.example"],
  ["邮箱：85 572 98@qq.com", "email 85 572 98@qq.com"],
  ["邮箱：abc＠qq.com", "email abc＠qq.com"],
  ["邮箱 abc(at)site(dot)example", "email abc(at)site(dot)example"],
  ["write to me at some.one@site.example today", "email some.one@site.example"],
  ["QQ：1234 5678", "qq 1234 5678"],
  ["加QQ群123456789咨询", "qq 123456789"],
  ["微信号：abc_12345", "wechat abc_12345"],
  ["身份证号11010519491231002X", "idCard 11010519491231002X"],
  ["汇至卡号6222 0212 3456 7894", "bankCard 6222 0212 3456 7894"],
  ["车牌号为苏E·D1234A的小客车", "plate 苏E·D1234A"],
  ["沪AD12345新能源车", "plate 沪AD12345"],
] as const)("marks in %s: %s", (text, contact) => {
  expect(contactsOf(text)).toEqual([contact]);
});

test.each([
  "拨打110、119、120或12345",
  "咨询电话：0512-12345678",
  "客服热线400-123-4567、95588、8008201234",
  "成交额13500000000元",
  "编号2021139123456780001",
  "京东A股2021年涨幅",
  "G1521次列车由沪宁线开出",
  "来稿请寄 office@somecity.gov.cn",
  "微信公众号：somecity",
  "身份证号110105194912310021",
  "订单号6222021234567891",
  "据悉，2021年6月7日16:05:02，3.1415926535897932",
])("leaves %s", (text) => {
  expect(contactsOf(text)).toEqual([]);
});

test("spans lie in their blocks, in order, and do not overlap", () => {
  const words = fc.constantFrom(
    "13912345678",
    "a@b.com",
    "QQ：",
    "123456789",
    "11010519491231002X",
    "，电话",
    " ",
    "苏E·D12345",
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 10 }), (parts) => {
      const text = parts.join("");
      let last = 0;
      for (const { block, start, end } of findContacts([{ type: "paragraph", text }])) {
        expect(block).toBe(0);
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        last = end;
      }
    }),
  );
});

test("checks the check digits", () => {
  expect([isIdNumber("11010519491231002X"), isIdNumber("110105194912310021"), isIdNumber("x")]).toEqual([
    true,
    false,
    false,
  ]);
  expect([isBankCard("4111 1111 1111 1111"), isBankCard("4111111111111112"), isBankCard("411")]).toEqual([
    true,
    false,
    false,
  ]);
});
