import { decodeHTML, decodeHTMLAttribute } from "entities/lib/decode.js";
import fc from "fast-check";
import { expect, test } from "vitest";

import { decodeText, decodeValue } from "./entities.ts";

const PIECES =
  "&|&nbsp;|&nbsp|&amp;|&amp|&lt|&copy=1|&copy|&copy;|&notin;|&notit;|&notit|&zzz;|&#x4e2d;|&#X4E2D|&#20013|&#20013;|&#|&#;|&#x|&#x;|&#0;|" +
  "&#999999999999;|&CounterClockwiseContourIntegral;|&ldquo;|;|=|a|文| |x4|1|#";
const soup = fc.array(fc.constantFrom(...PIECES.split("|"))).map((parts) => parts.join(""));

test("reads references as the standard does", () => {
  fc.assert(
    fc.property(soup, (text) => {
      expect(decodeText(text)).toBe(decodeHTML(text));
    }),
    { numRuns: 2000 },
  );
});

test("reads references in values as the standard does", () => {
  fc.assert(
    fc.property(soup, (text) => {
      expect(decodeValue(text)).toBe(decodeHTMLAttribute(text));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [`&#${"9".repeat(400)};`, "\uFFFD"],
  [`&#x${"F".repeat(400)}`, "\uFFFD"],
  [`&#${"0".repeat(400)}65;b`, "Ab"],
  [`&${"a".repeat(400)};`, `&${"a".repeat(400)};`],
])("reads a reference of hundreds of digits (case %#)", (text, expected) => {
  expect(decodeText(text)).toBe(expected);
  expect(decodeValue(text)).toBe(expected);
});
