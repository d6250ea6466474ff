import fc from "fast-check";
import { expect, test } from "vitest";

import { articleOf, deliveryOf } from "../../fixtures/article.ts";
import { parquetRowOf, type ParquetRow } from "./columns.ts";
import { decodeRows } from "./decode-rows.ts";
import { encodeRows } from "./encode-rows.ts";

const one = parquetRowOf(deliveryOf(articleOf(1), 1), "{}");
const text = fc.option(fc.string({ unit: "grapheme" }));

test("rows that are written are read again as they were, whatever their text", async () => {
  const row = fc.record({ title: text, text, source: text, record: fc.string({ unit: "grapheme" }) });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.constantFrom("snappy", "none"), async (given, codec) => {
      const rows = given.map((fields, i): ParquetRow => ({ ...one, ...fields, revision: i + 1 }));

      expect(await decodeRows(await encodeRows(rows, codec))).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});

test("many large rows are cut into groups, in order", async () => {
  const rows = Array.from({ length: 30 }, (_, i): ParquetRow => ({
    ...one,
    revision: i + 1,
    text: "防".repeat(400_000),
  }));

  const read = await decodeRows(await encodeRows(rows, "snappy"));

  expect(read.map((row) => row.revision)).toEqual(rows.map((row) => row.revision));
});
