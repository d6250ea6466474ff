import { contentHashOf, idOf, type Article } from "@caibian/schema";

import { randomFrom } from "../reprints/random.ts";

const SITE = { host: "news.bench.test", name: "新城日报", icp: null, police: null, siteCode: "3205000001" };
/** With its fields the record is then 4 KB of UTF-8, text and blocks alike. */
const PARAGRAPHS = 5;
const PARAGRAPH_CHARS = 90;
/** The commonest 3,000 or so characters lie among these; what they say does not matter, how many bytes they take does. */
const FIRST_CHAR = 0x4e00;
const CHARS = 3_000;

/** The n-th invented article, its record 4 KB of JSON. */
export function madeArticle(n: number): Article {
  const url = `https://news.bench.test/2026/05/t${String(n)}.html`;
  const random = randomFrom(n);
  const text = Array.from({ length: PARAGRAPHS }, () => `${wordsOf(random, PARAGRAPH_CHARS)}。`).join("\n");
  const article: Article = {
    v: 1,
    id: idOf(url),
    url,
    canonicalUrl: url,
    revision: 1,
    contentHash: "",
    status: "usable",
    title: wordsOf(random, 20),
    kicker: null,
    subtitle: null,
    originalTitle: null,
    source: { name: "新城日报", raw: "来源:新城日报", url: null },
    credits: [{ role: "reporter", name: wordsOf(random, 3), org: null }],
    publishedAt: "2026-05-01T09:30:00+08:00",
    publishedPrecision: "minute",
    updatedAt: null,
    dateline: null,
    section: ["首页", "要闻"],
    region: null,
    blocks: text.split("\n").map((line) => ({ type: "paragraph" as const, text: line })),
    text,
    images: [],
    language: "zh-Hans",
    site: SITE,
    rights: { statement: null, reprintForbidden: false },
    fingerprint: null,
    cluster: null,
    removed: [],
    quality: { score: 0.97, fields: { title: 1, source: 0.9, publishedAt: 1 }, flags: [] },
    provenance: {
      sourceId: "bench",
      fetchedAt: "2026-05-01T10:00:00+08:00",
      charset: "utf-8",
      bodySha256: "0".repeat(64),
      warc: null,
      parser: "0.1.0",
    },
  };
  return { ...article, contentHash: contentHashOf(article) };
}

function wordsOf(random: () => number, chars: number): string {
  return String.fromCharCode(...Array.from({ length: chars }, () => FIRST_CHAR + Math.floor(random() * CHARS)));
}
