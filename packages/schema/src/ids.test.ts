import fc from "fast-check";
import { expect, test } from "vitest";

import { contentHashOf, idOf, SHARDS, shardOf } from "./ids.ts";

test("an id is 26 Crockford characters and the same for the same URL", () => {
  expect(idOf("https://news.example.cn/a/1.html")).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  expect(idOf("https://news.example.cn/a/1.html")).toBe(idOf("https://news.example.cn/a/1.html"));
  expect(idOf("https://news.example.cn/a/1.html")).not.toBe(idOf("https://news.example.cn/a/2.html"));
});

test("every id falls on one of the shards, and ids spread over all of them", () => {
  fc.assert(fc.property(fc.string(), (url) => shardOf(idOf(url)) >= 0 && shardOf(idOf(url)) < SHARDS));
  const used = new Set(Array.from({ length: 1000 }, (_, n) => shardOf(idOf(`u${n}`))));

  expect(used.size).toBe(SHARDS);
});

test("the content hash does not depend on the order of a block's keys", () => {
  const fields = {
    title: "一",
    kicker: null,
    subtitle: null,
    source: null,
    credits: [],
    publishedAt: null,
    publishedPrecision: null,
    updatedAt: null,
    rights: { statement: null, reprintForbidden: false },
  } as const;

  const one = contentHashOf({ ...fields, blocks: [{ type: "paragraph", text: "甲" }] });
  const two = contentHashOf({ ...fields, blocks: [{ text: "甲", type: "paragraph" }] });

  expect(one).toBe(two);
  expect(contentHashOf({ ...fields, blocks: [{ type: "paragraph", text: "乙" }] })).not.toBe(one);
});
