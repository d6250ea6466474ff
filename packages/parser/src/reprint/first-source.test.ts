import type { CopyFacts } from "@caibian/schema";
import fc from "fast-check";
import { expect, test } from "vitest";

import { chooseFirst, copyFacts, type Attributed } from "./first-source.ts";

const ARTICLE: Attributed = {
  id: "a",
  site: { host: "news.example", name: "新城日报", icp: null, police: null, siteCode: null },
  source: { name: "新城日报", raw: "来源:新城日报", url: null },
  dateline: null,
  originalTitle: null,
  publishedAt: "2026-03-02T09:30:00+08:00",
  fingerprint: { exact: "0".repeat(64), grams: 800, sketch: [] },
  text: "",
};
const COPY: CopyFacts = copyFacts(ARTICLE);

function stance(over: Partial<Attributed>): string {
  return copyFacts({ ...ARTICLE, ...over }).stance;
}

test("reads what a page says of its origin", () => {
  expect(stance({})).toBe("own");
  expect(stance({ source: { name: "新城日报社", raw: "", url: null } })).toBe("own");
  expect(stance({ source: { name: "邻市晚报", raw: "", url: null } })).toBe("reprint");
  expect(stance({ originalTitle: "另一个题目" })).toBe("reprint");
  expect(stance({ dateline: { agency: "新华社", place: null, raw: "据新华社电" } })).toBe("reprint");
  expect(stance({ source: null })).toBe("unsaid");
  expect(stance({ source: null, dateline: { agency: "本报", place: null, raw: "本报讯" } })).toBe("own");
});

test("the copy that the others name is the first", () => {
  const copies: readonly CopyFacts[] = [
    { ...COPY, articleId: "b", siteNames: ["邻市在线"], sourceName: "新城日报", stance: "reprint", publishedAt: null },
    {
      ...COPY,
      articleId: "c",
      siteNames: ["门户"],
      sourceName: null,
      stance: "unsaid",
      publishedAt: "2026-03-01T00:00:00+08:00",
    },
    COPY,
  ];

  expect(chooseFirst(copies)).toEqual({ first: "a", basis: "named" });
});

test("an own copy comes before one that says it is a reprint, whenever they appeared", () => {
  const early: CopyFacts = {
    ...COPY,
    articleId: "b",
    siteNames: ["x"],
    sourceName: "别处",
    stance: "reprint",
    publishedAt: "2026-01-01T00:00:00+08:00",
  };

  expect(chooseFirst([early, COPY])).toEqual({ first: "a", basis: "own" });
});

test("without other signs the earliest whole copy is the first", () => {
  const unsaid: CopyFacts = { ...COPY, siteNames: [], sourceName: null, stance: "unsaid" };
  const earlier = { ...unsaid, articleId: "b", publishedAt: "2026-03-01T08:00:00+08:00" };
  const short = { ...unsaid, articleId: "c", publishedAt: "2026-02-01T08:00:00+08:00", grams: 200 };

  expect(chooseFirst([unsaid, earlier])).toEqual({ first: "b", basis: "earliest" });
  expect(chooseFirst([unsaid, short])).toEqual({ first: "a", basis: "complete" });
  expect(chooseFirst([{ ...unsaid, articleId: "d" }, unsaid])).toEqual({ first: "a", basis: "undecided" });
});

test("a lone copy is the first, and none has none", () => {
  expect(chooseFirst([COPY])).toEqual({ first: "a", basis: "only-copy" });
  expect(chooseFirst([])).toBeNull();
});

test("does not depend on the order of the copies", () => {
  const copy: fc.Arbitrary<CopyFacts> = fc.record({
    articleId: fc.string({ minLength: 1 }),
    siteNames: fc.array(fc.constantFrom("新城日报", "邻市晚报", "门户")),
    sourceName: fc.option(fc.constantFrom("新城日报", "邻市晚报", "别处")),
    stance: fc.constantFrom("own", "unsaid", "reprint"),
    publishedAt: fc.option(fc.constantFrom("2026-03-02T09:30:00+08:00", "2026-03-01T00:00:00+08:00", "no time")),
    grams: fc.nat({ max: 3000 }),
  });
  const copies = fc.uniqueArray(copy, { minLength: 1, selector: (each) => each.articleId });
  fc.assert(
    fc.property(copies, (all) => {
      expect(chooseFirst([...all].reverse())).toEqual(chooseFirst(all));
    }),
  );
});
