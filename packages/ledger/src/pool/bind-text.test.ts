import fc from "fast-check";
import pg from "pg";
import { expect, test } from "vitest";

import { bindText } from "./bind-text.ts";

const TEXT_ARRAY = 1009;
const parserOf: (typeId: number, format: "text") => (text: string) => unknown = pg.types.getTypeParser;
const readTextArray = parserOf(TEXT_ARRAY, "text");

test("writes any array of texts so that node-postgres reads the same", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ unit: "binary" }), { nil: null })), (texts) => {
      expect(readTextArray(String(bindText(texts)))).toEqual(texts);
    }),
  );
});

test("writes times with their zone, and nothing as null", () => {
  expect(bindText(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
  expect(bindText(undefined)).toBeNull();
  expect(bindText([true, null, 3])).toBe('{"true",NULL,3}');
});
