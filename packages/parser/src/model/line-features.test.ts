import { expect, test } from "vitest";

import { readLines } from "../read/read-lines.ts";
import type { PageLines } from "../read/lines.ts";
import { CONTEXT_COLUMNS, ContextFeatures } from "./context-features.ts";
import { isHopeless, LINE_COLUMNS, lineFeatures } from "./line-features.ts";
import { RowWriter } from "./row.ts";

function pageOf(html: string): PageLines {
  const read = readLines(html);
  if (!read.ok) throw new Error(read.error.message);
  return read.page;
}

const PAGE = pageOf(
  `<h1>果园忙碌</h1><div><p>柳河县的果园里一片忙碌，果农们抢抓农时。</p><p>记者 2024-03-02 关注微博</p></div>
   <ul><li><a href="/1">邻县桃花开了</a></li></ul><table><tr><td>据介绍，今年改造老果园三千亩。</td></tr></table>`,
);
const SIGNS = {
  title: 0,
  outside: new Set<never>(),
  rules: new Uint8Array(PAGE.lines.length),
  speech: new Float32Array(PAGE.lines.length),
};
const WHOLE = { from: 0, to: PAGE.lines.length };

test("a row has all of its numbers and does not reach into the next one", () => {
  const table = new Float32Array(PAGE.lines.length * LINE_COLUMNS).fill(Number.NaN);

  lineFeatures(PAGE, SIGNS, WHOLE, table);

  for (const line of PAGE.lines) {
    const row = table.subarray(line.index * LINE_COLUMNS, (line.index + 1) * LINE_COLUMNS);
    expect(row.filter((value) => Number.isFinite(value))).toHaveLength(isHopeless(line) ? 0 : LINE_COLUMNS);
  }
});

test("a row with its context has all of its numbers", () => {
  const rows = lineFeatures(PAGE, SIGNS, WHOLE);
  const verdict = {
    odds: new Float32Array(PAGE.lines.length),
    scores: new Float64Array(PAGE.lines.length),
    kept: new Uint8Array(PAGE.lines.length),
    body: { from: 1, to: 3, share: 1 },
  };
  const context = new ContextFeatures(PAGE, rows, verdict);

  for (const line of PAGE.lines) {
    const row = new RowWriter(new Float32Array(CONTEXT_COLUMNS + 1).fill(Number.NaN));
    context.write(line, row);
    expect(row.at).toBe(CONTEXT_COLUMNS);
    expect(row.values.findIndex(Number.isNaN)).toBe(CONTEXT_COLUMNS);
  }
});

test("a line of a link list is hopeless, and an empty one; a sentence with a link is not", () => {
  const [list, sentence] = pageOf(
    `<ul><li><a href="/1">邻县桃花开了</a></li></ul><p>据<a href="/2">柳河发布</a>介绍，今年改造老果园三千亩。</p>`,
  ).lines;

  expect([list, sentence].map((line) => line !== undefined && isHopeless(line))).toEqual([true, false]);
  expect(PAGE.lines.map(isHopeless)).toEqual([false, false, false, true, false]);
});
