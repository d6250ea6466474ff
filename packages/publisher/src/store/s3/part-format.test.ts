import fc from "fast-check";
import { expect, test } from "vitest";

import { formatOf } from "./part-format.ts";

const line = fc.string({ unit: "grapheme" }).map((text) => JSON.stringify({ text }));

test("a part to which lines are added has all its lines, however it was packed", async () => {
  const format = await formatOf({ format: "jsonl" });
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(line), fc.boolean(), async (before, after, areMany) => {
      const more = areMany ? [...after, JSON.stringify({ text: "防".repeat(70_000) })] : after;
      const written = { bytes: await format.encode(before), lines: before.length };

      const lines = [...before, ...more];
      expect(await format.decode(await format.encode(lines, written))).toEqual(lines);
    }),
  );
});
