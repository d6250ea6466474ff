import { parse, validate } from "fast-xml-parser";
import fc from "fast-check";
import { expect, test } from "vitest";

import { element, escapeXml } from "./xml.ts";

const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });

test("an element is well formed whatever its text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const xml = `<a>${element("b", text, ` c="${escapeXml(text)}"`)}</a>`;

      expect(validate(xml)).toBe(true);
      expect(Buffer.from(xml).toString("utf8")).toBe(xml);
    }),
  );
});

test("text that XML may hold is read again as it was", () => {
  const text = "防汛 & <b>'\"</b> \u{1f600} ]]>";

  const read: unknown = parse(element("b", text), { trimValues: false, tagValueProcessor: unescape });

  expect(read).toEqual({ b: text });
});

function unescape(text: string): string {
  const chars: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'" };
  return text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (entity) => chars[entity] ?? entity);
}
