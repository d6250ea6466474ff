import fc from "fast-check";
import { expect, test } from "vitest";

import { anyArticle, fullArticle } from "./any-article.test-data.ts";
import { ALWAYS_THERE, FIELDS_OF } from "./fields.ts";
import { FLAT_COLUMNS } from "./flat.ts";
import { readHeld } from "./read-held.ts";
import { shapeRecord, shapeWithdrawn, type RecordShape } from "./record.ts";

const SHAPES: readonly RecordShape[] = ["full", "ninjs", "schema.org", "flat"];
const AT = "2024-06-09T08:00:00+08:00";

/** ninjs-schema_3.1.json: every name of its root, which takes no others. */
const NINJS_ROOT =
  "uri type representationType profile version firstCreated versionCreated contentCreated embargoedUntil pubStatus urgency copyrightHolder copyrightNotice usageTerms edNote language descriptions bodies headlines people organisations places subjects events eventDetails plannedCoverage objects infoSources title by slugline located renditions associations altIds trustIndicators standard genres expires rightsInfo digitalSourceType".split(
    " ",
  );

test.each(SHAPES)("any article is JSON in the shape %s, always the same, and says what it is", (shape) => {
  fc.assert(
    fc.property(anyArticle, (article) => {
      const record = shapeRecord(article, { shape });
      const text = JSON.stringify(record);
      const again: unknown = JSON.parse(text);

      expect(JSON.stringify(shapeRecord(structuredClone(article), { shape }))).toBe(text);
      const { id: articleId, revision, status, contentHash } = article;
      expect(readHeld(again)).toEqual({ articleId, revision, status, contentHash });
      expect(Object.keys(record).filter((name) => !FIELDS_OF[shape].includes(name))).toEqual([]);
    }),
  );
});

test.each(SHAPES)("a withdrawn article leaves its id, revision and status in the shape %s, and no text", (shape) => {
  const { id, url, revision } = fullArticle;

  const left = shapeWithdrawn({ id, url, revision, at: AT }, shape);

  expect(readHeld(left)).toEqual({ articleId: id, revision, status: "withdrawn", contentHash: null });
  expect(JSON.stringify(left)).not.toMatch(/防汛|夏燕燕/);
});

test.each(SHAPES)(
  "of the fields of %s those that were asked for are there, and what tells revisions apart",
  (shape) => {
    const some = shape === "full" ? "title" : (FIELDS_OF[shape].at(-1) ?? "");

    const record = shapeRecord(fullArticle, { shape, fields: [some] });

    expect(new Set(Object.keys(record))).toEqual(new Set([...ALWAYS_THERE[shape], some]));
    expect(readHeld(record)).toMatchObject({
      articleId: fullArticle.id,
      revision: 2,
      contentHash: fullArticle.contentHash,
    });
  },
);

test("ninjs has no name at its root that its schema does not know", () => {
  const records = [shapeRecord(fullArticle, { shape: "ninjs" }), shapeWithdrawn({ ...fullArticle, at: AT }, "ninjs")];

  expect(records.flatMap(Object.keys).filter((name) => !NINJS_ROOT.includes(name))).toEqual([]);
});

test("ninjs tells the story in IPTC's words", () => {
  expect(shapeRecord(fullArticle, { shape: "ninjs" })).toMatchObject({
    uri: fullArticle.canonicalUrl,
    altIds: [
      { role: "id", value: fullArticle.id },
      { role: "contentHash", value: fullArticle.contentHash },
    ],
    version: "2",
    pubStatus: "usable",
    by: "夏燕燕、王小明、赵青",
    located: "南京",
    headlines: [
      { role: "main", value: fullArticle.title },
      { role: "kicker", value: "未雨绸缪" },
      { role: "subtitle", value: "三百人参加" },
      { role: "original", value: "河西防汛演练" },
    ],
    associations: [{ name: "picture-1", uri: "https://img.example.cn/1.jpg", type: "picture", by: "赵青 摄" }],
  });
});

test("flat is one level of scalars with every column there, also of an empty record", () => {
  const empty = { ...fullArticle, source: null, region: null, credits: [], section: [], images: [], dateline: null };

  for (const article of [fullArticle, empty]) {
    const row = shapeRecord(article, { shape: "flat" });
    expect(Object.keys(row)).toEqual(FLAT_COLUMNS);
    expect(Object.values(row).filter((value) => typeof value === "object" && value !== null)).toEqual([]);
  }
  expect(shapeRecord(fullArticle, { shape: "flat" })).toMatchObject({
    authors: "夏燕燕、王小明",
    section: "首页 / 要闻",
    region_path: "江苏省 / 苏州市 / 虎丘区",
  });
});

test("what is no record of ours says nothing", () => {
  for (const one of [null, 1, "x", [], {}, { id: "a" }, { id: "a", revision: "x", status: "usable" }]) {
    expect(readHeld(one)).toBeNull();
  }
});
