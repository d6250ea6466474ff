import { expect, test } from "vitest";
import fc from "fast-check";

import { contentDigest } from "./content-digest.ts";

test("the order of keys, and whether it was read, make no difference", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
      const turned = Object.fromEntries(Object.entries(record).toReversed());
      expect(contentDigest(JSON.stringify(turned))).toBe(contentDigest(JSON.parse(JSON.stringify(record))));
    }),
  );
});

test.each([
  ["another word", '{"title":"甲"}', '{"title":"乙"}'],
  ["another order of a list", '{"section":["甲","乙"]}', '{"section":["乙","甲"]}'],
  ["half of it", '{"title":"甲","text":"一"}', '{"title":"甲","te'],
])("%s makes another digest", (_, a, b) => {
  expect(contentDigest(a)).not.toBe(contentDigest(b));
});

test("a column beside the record counts", () => {
  expect(contentDigest("{}", ["甲"])).not.toBe(contentDigest("{}", ["乙"]));
  expect(contentDigest("{}", [null])).not.toBe(contentDigest("{}", ["null"]));
});
