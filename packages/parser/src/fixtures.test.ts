import { readdirSync, readFileSync } from "node:fs";

import { decode } from "@caibian/page";
import { articleSchema, type Article } from "@caibian/schema";
import { expect, test } from "vitest";

import { parse } from "./parse.ts";
import { sharedFile } from "./shared.test-data.ts";

interface Expected {
  /** Code of the refusal; then nothing else is expected. */
  readonly error?: string;
  /** Refused or quarantined; then nothing else is expected. */
  readonly doubted?: true;
  /** What relative times count from. */
  readonly now?: string;
  readonly title: string;
  readonly status: Article["status"];
  readonly flag?: string;
  readonly source?: string | null;
  readonly publishedAt?: string | null;
  readonly updatedAt?: string;
  readonly dateline?: Pick<NonNullable<Article["dateline"]>, "agency" | "place" | "day">;
  readonly section?: readonly string[];
  readonly language?: string;
  /** `role name`, sorted. */
  readonly credits?: readonly string[];
  readonly headings?: readonly string[];
  readonly paragraphs?: number;
  readonly first?: string;
  readonly last?: string;
  readonly kicker?: string;
  readonly subtitle?: string;
  readonly icp?: string;
  readonly siteCode?: string;
  readonly images?: number;
  /** `name URL`, in page order. */
  readonly files?: readonly string[];
  readonly removed?: readonly string[];
  readonly contains?: readonly string[];
  /** Words that may stand nowhere in title and text, nor any contact in the record. */
  readonly absent?: readonly string[];
}

const folder = new URL("fixtures/", import.meta.url);
const read = (file: string): Buffer => readFileSync(new URL(file, folder));
const parseOk = (bytes: Buffer | string, options = {}): Article => {
  const result = parse(bytes, options);
  if (!result.ok) throw new Error(result.error.message);
  return result.article;
};

/** What the record says, in the words of `expected.json`. */
function seen(article: Article, expected: Expected): Record<string, unknown> {
  const texts = (type: string): string[] =>
    article.blocks.flatMap((block) => (block.type === type ? [block.text] : []));
  const paragraphs = texts("paragraph");
  const { agency, place, day } = article.dateline ?? {};
  const all: Required<Record<keyof Expected, unknown>> = {
    error: undefined,
    doubted: undefined,
    now: expected.now,
    title: article.title,
    status: article.status,
    flag: article.quality.flags.find((flag) => flag === expected.flag),
    source: article.source?.name ?? null,
    publishedAt: article.publishedAt,
    updatedAt: article.updatedAt,
    dateline: { agency, place, day },
    section: article.section,
    language: article.language,
    credits: article.credits.map(({ role, name }) => `${role} ${name}`).sort(),
    headings: texts("heading"),
    paragraphs: paragraphs.length,
    first: paragraphs[0],
    last: paragraphs.at(-1),
    kicker: article.kicker,
    subtitle: article.subtitle,
    icp: article.site.icp,
    siteCode: article.site.siteCode,
    images: article.images.length,
    files: article.blocks.flatMap((block) => (block.type === "attachment" ? [`${block.text} ${block.url}`] : [])),
    removed: expected.removed?.filter((id) => article.removed.some(({ rule }) => rule === id)),
    contains: expected.contains?.filter((words) => article.text.includes(words)),
    absent: expected.absent?.filter((words) => !`${article.title}\n${article.text}`.includes(words)),
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => key in expected));
}

const URL_OF_ALL = "https://www.example.cn/202106/t1.shtml";
const expectedOf = (kind: string): Expected => JSON.parse(read(`${kind}/expected.json`).toString()) as Expected;
const kinds = readdirSync(folder);
const articles = kinds.filter((kind) => expectedOf(kind).error === undefined && expectedOf(kind).doubted === undefined);
const others = kinds.filter((kind) => !articles.includes(kind));

test.each(articles)("reads fixtures/%s as expected", (kind) => {
  const expected = expectedOf(kind);

  const article = parseOk(read(`${kind}/page.html`), { url: URL_OF_ALL, now: expected.now });

  expect(seen(article, expected)).toEqual(expected);
  expect(articleSchema.parse(article)).toEqual(article);
  expect(JSON.stringify(article)).not.toMatch(/@\s?qq/);
});

test.each(others)("makes no usable article of fixtures/%s", (kind) => {
  const { error } = expectedOf(kind);

  const result = parse(read(`${kind}/page.html`), { url: URL_OF_ALL });

  const got = result.ok ? result.article.status : result.error.code;
  expect(error === undefined ? got !== "usable" : got === error).toBe(true);
});

test.each(articles)("parsing fixtures/%s twice gives the same article", (kind) => {
  const bytes = read(`${kind}/page.html`);

  expect(parseOk(bytes)).toEqual(parseOk(bytes));
});

/** The page as if no system were known: neutral names, elements of its own made plain, no metas and comments. */
function withoutMarks(html: string): string {
  return html
    .replaceAll(/<!--[\s\S]*?-->/g, "")
    .replaceAll(/<meta\b[^>]*>/gi, "")
    .replaceAll(/<(\/?)(?:ucap|founder-)\w+/gi, "<$1div")
    .replaceAll(/ (?:class|id)=(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, "");
}

test.each(articles)("finds headline and body of fixtures/%s without what is known of its system", (kind) => {
  const bytes = read(`${kind}/page.html`);
  const expected = expectedOf(kind);
  const known = parseOk(bytes);

  const article = parseOk(withoutMarks(decode(bytes).text));

  expect(article.title).toBe(expected.title);
  const paragraphs = known.blocks.flatMap((block) => (block.type === "paragraph" ? [block.text] : []));
  expect(paragraphs.filter((text) => !article.text.includes(text))).toEqual([]);
});

test("reads the seed as its README describes", (context) => {
  const file = sharedFile("seed/page.html");
  if (file === null) {
    context.skip();
    return;
  }

  const article = parseOk(readFileSync(file));

  expect(article.source?.name).toBe("苏州高新区");
  expect(article.publishedAt).toBe("2021-06-07T16:05:02+08:00");
  expect(article.credits).toEqual([{ role: "author", name: "夏燕燕", org: null }]);
  expect(article.blocks.filter(({ type }) => type === "heading")).toHaveLength(6);
  expect(article.blocks.filter(({ type }) => type === "paragraph")).toHaveLength(11);
  expect(article.text.endsWith("华美乐章。”方文浜表示。")).toBe(true);
  expect(article.site.icp).toBe("粤ICP备18023326号-41");
  expect(article.removed.map(({ rule }) => rule)).toEqual(["byline/end", "filing/icp"]);
  expect(JSON.stringify(article)).not.toContain("@qq.com");
  expect(article.region).toMatchObject({ code: "320505", name: "虎丘区", zone: "苏州高新区" });
});
