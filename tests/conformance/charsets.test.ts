import { readFileSync } from "node:fs";
import { join } from "node:path";

import { decode } from "@caibian/page";
import { needShared } from "@caibian/testkit";
import { expect, test } from "vitest";

const shared = needShared("conformance", "conformance: charsets");

/** Lines of the index that decode otherwise than the reference. */
function wrongLines(charset: "gb18030" | "big5"): { wrong: number; all: number; worse: number } {
  const folder = join(shared!, "encoding_rs");
  const bytes = readFileSync(join(folder, `${charset}_in.txt`));
  const expected = readFileSync(join(folder, `${charset}_in_ref.txt`), "utf8").split("\n");
  const got = decode(bytes, { contentType: `text/html; charset=${charset}` }).text.split("\n");
  const wrong = expected.filter((line, i) => got[i] !== line);
  // A pair that stands for nothing may cost one U+FFFD or two.
  const worse = expected.filter((line, i) => got[i]?.replaceAll("\uFFFD\uFFFD", "\uFFFD") !== line);
  return { wrong: wrong.length, all: expected.length, worse: worse.length };
}

test.runIf(shared !== null)("the whole gb18030 index", () => {
  const { wrong, all } = wrongLines("gb18030");

  console.log(`gb18030: ${all - wrong} of ${all} lines`);
  expect(wrong).toBe(0);
});

test.runIf(shared !== null)("the whole Big5 index: every pair that stands for something", () => {
  const { wrong, all, worse } = wrongLines("big5");

  console.log(`big5: ${all - wrong} of ${all} lines, ${wrong - worse} more with two U+FFFD for an unassigned pair`);
  expect(worse).toBe(0);
});

/** What a page in plain ASCII is called when it declares nothing: browsers say windows-1252, we say utf-8. */
const UNDECLARED = new Set(["windows-1252", "utf-8"]);
/**
 * Where Chinese pages need otherwise: valid UTF-8 is believed before any declaration, since four of 67 pages declare
 * gb2312 and are UTF-8, as this one declares euc-jp; and nobody here runs the script that writes the other's meta.
 */
const OTHERWISE = new Set(["test-yahoo-jp.dat", "scripted/tests1.dat"]);

test.runIf(shared !== null)("html5lib's prescan cases", () => {
  const { cases } = JSON.parse(readFileSync(join(shared!, "html5lib-encoding/cases.json"), "utf8")) as {
    cases: { file: string; i: number; dataBase64: string; encoding: string }[];
  };
  const wrong = cases.flatMap(({ file, i, dataBase64, encoding }) => {
    const got = decode(Buffer.from(dataBase64, "base64")).charset;
    const expected = encoding.toLowerCase();
    const isSame = got === expected || (UNDECLARED.has(expected) && UNDECLARED.has(got));
    return isSame || OTHERWISE.has(file) ? [] : [`${file} ${i}: ${got}, not ${expected}`];
  });

  console.log(`html5lib prescan: ${cases.length - wrong.length - OTHERWISE.size} of ${cases.length}`);
  expect(wrong).toEqual([]);
});
