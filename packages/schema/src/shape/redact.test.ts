import fc from "fast-check";
import { expect, test } from "vitest";

import type { Article } from "../article.ts";
import { fullArticle, markedArticle, plain, PLAIN_CONTACTS } from "./any-article.test-data.ts";
import { shapeRecord, type RecordShape } from "./record.ts";
import { redactArticle } from "./redact.ts";

const SHAPES: readonly RecordShape[] = ["full", "ninjs", "schema.org", "flat"];
const TEXT = "联系人王女士，手机13912345678，邮箱a@site.example。";
const marked: Article = {
  ...fullArticle,
  title: "报名电话139 1234 5678公布",
  blocks: [
    { type: "paragraph", text: TEXT },
    { type: "list", text: "报名13912345678", ordered: false, items: ["报名13912345678"] },
    { type: "table", text: "电话\t13912345678", rows: [["电话", "+86 139-1234-5678"]] },
    { type: "image", text: "报名现场", url: "https://a.example/1.jpg", caption: "电话13912345678", credit: null },
  ],
  text: `${TEXT}\n报名13912345678`,
  contacts: [
    { kind: "mobile", block: 0, start: 9, end: 20 },
    { kind: "email", block: 0, start: 23, end: 37 },
    { kind: "mobile", block: 1, start: 2, end: 13 },
  ],
};

test("replaces marked contacts in every text of the record, however they are written there", () => {
  const article = redactArticle(marked, "contacts");

  expect(article.title).toBe("报名电话[mobile]公布");
  expect(article.text).toBe("联系人王女士，手机[mobile]，邮箱[email]。\n报名[mobile]");
  expect(article.blocks[2]).toMatchObject({ rows: [["电话", "[mobile]"]] });
  expect(JSON.stringify(article)).not.toMatch(/1234|a@site/);
  expect(article).not.toHaveProperty("contacts");
});

test("keeps what tells revisions apart, and everybody's name", () => {
  const { id, url, revision, contentHash, credits } = redactArticle(marked, "strict");

  expect({ id, url, revision, contentHash, credits }).toEqual({
    id: marked.id,
    url: marked.url,
    revision: marked.revision,
    contentHash: marked.contentHash,
    credits: marked.credits,
  });
});

test("a record without contacts is handed on as it is", () => {
  expect(redactArticle(fullArticle, "contacts")).toBe(fullArticle);
  expect(redactArticle(marked, "none")).toBe(marked);
});

test("leaves a longer number alone that holds a marked one", () => {
  const text = "QQ 12345，共2012345元，http://a.example/t12345.html";
  const contacts = [{ kind: "qq" as const, block: 0, start: 3, end: 8 }];

  const { blocks } = redactArticle({ ...fullArticle, blocks: [{ type: "paragraph", text }], contacts }, "contacts");

  expect(blocks[0]?.text).toBe("QQ [qq]，共2012345元，http://a.example/t[qq].html");
});

test.each([
  ["拨打热线0512-68251000转3咨询", "拨打热线[phone]咨询"],
  ["客服400-820-8820，手机13912345678", "客服[phone]，手机[mobile]"],
  ["联系电话：68251000", "联系电话：[phone]"],
  ["请拨110、12345或95598", "请拨110、12345或95598"],
  ["投稿xinwen@hexi.gov.cn", "投稿[email]"],
  ["2024年收入68251000元，增长0.1234567%", "2024年收入68251000元，增长0.1234567%"],
])("strict: %s", (before, after) => {
  expect(redactArticle({ ...fullArticle, title: before }, "strict")).toMatchObject({ title: after, removed: [] });
});

test("no string of any shape of any redacted record holds a marked contact", () => {
  fc.assert(
    fc.property(markedArticle, fc.constantFrom("contacts", "strict"), (article, level) => {
      const redacted = redactArticle(article, level);
      const kinds = new Set((article.contacts ?? []).map(({ block, start, end }) => found(article, block, start, end)));
      for (const shape of SHAPES) {
        const strings = stringsOf(shapeRecord(redacted, { shape })).map(plain);
        for (const contact of kinds) expect(strings.filter((one) => one.includes(contact))).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});

test("a page that is nothing but numbers is read once", () => {
  const count = 20_000;
  const numbers = Array.from({ length: count }, (_, i) => String(13_900_000_000 + i * 7));
  const text = numbers.join("，");
  const contacts = numbers.map((_, i) => ({ kind: "mobile" as const, block: 0, start: i * 12, end: i * 12 + 11 }));
  const article = { ...fullArticle, text, blocks: [{ type: "paragraph" as const, text }], contacts };

  const started = performance.now();
  const redacted = redactArticle(article, "contacts");

  expect(redacted.text).toBe(numbers.map(() => "[mobile]").join("，"));
  expect(performance.now() - started).toBeLessThan(3_000);
});

/** The marked contact as it is in `PLAIN_CONTACTS`. */
function found(article: Article, block: number, start: number, end: number): string {
  const contact = plain(article.blocks[block]?.text.slice(start, end) ?? "").replace(/^\+86/, "");
  expect(PLAIN_CONTACTS).toContain(contact);
  return contact;
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}
