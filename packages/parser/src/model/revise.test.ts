import { expect, test } from "vitest";

import { findStory } from "../find-story.ts";
import type { Line } from "../read/lines.ts";
import { readLines } from "../read/read-lines.ts";
import { Predictor } from "./forest.ts";
import { revise, type LineModel, type RuledPage } from "./revise.ts";
import { SPEECH_SLOTS, speechSlots } from "./speech.ts";

const FIRST = "柳河县的果园里一片忙碌，果农们抢抓农时修剪枝条。";
const SECOND = "据介绍，今年全县计划改造老果园三千亩，引进新品种六个。";
const CAPTION = "果农在园里修剪枝条";
const BELOW = "清明前后还要嫁接八百亩";
const RULED = "版权声明：转载请注明出处";
const PRAISE = "一起爱上这座美丽的城市吧";

function ruledPage(changes: Partial<RuledPage> = {}): RuledPage {
  const read = readLines(
    `<title>果园忙碌</title><body><h1>果园忙碌</h1><div class="text"><p>${FIRST}</p><p>${SECOND}</p>
    <figure><img src="/1.jpg"><figcaption>${CAPTION}</figcaption></figure></div>
    <div><p>${BELOW}</p></div><div><p>${RULED}</p></div><div><p>${PRAISE}</p></div><p>果园忙碌</p></body>`,
  );
  const ruled = read.ok ? findStory(read.page, {}).ruled : null;
  if (ruled === null) throw new Error("Expected a page with a body");
  return { ...ruled, ...changes };
}

function isBelow({ text }: Line): boolean {
  return text === BELOW;
}

/** Every line has these log-odds, whatever it is. */
function constant(odds: number): Predictor {
  return new Predictor({ columns: 1, depth: 1, base: odds, features: [], thresholds: [], leaves: [] });
}

function model(first: number, second: number): LineModel {
  const weights = new Float32Array(SPEECH_SLOTS);
  for (const slot of speechSlots(PRAISE)) weights[slot] = 9;
  return { first: constant(first), second: constant(second), speech: { bias: 0, weights } };
}

function textsOf(ruled: RuledPage, by: LineModel): string[] {
  return revise(ruled, by).kept.flatMap(({ text }) => (text === "" ? [] : [text]));
}

test("a model that is not sure leaves the rules' verdict as it is", () => {
  const ruled = ruledPage();

  expect(revise(ruled, model(0, 0))).toEqual(ruled.stripped);
});

test("lines that the model is sure are none of the story stand in removed; captions and pictures stay", () => {
  const { kept, removed } = revise(ruledPage(), model(0, -3));

  expect(kept.map(({ line, text }) => line.medium?.kind ?? text)).toEqual(["image", CAPTION]);
  expect(removed.filter(({ rule }) => rule === "model/line").map(({ text }) => text)).toEqual([FIRST, SECOND]);
});

test("where the first forest plainly agrees with the rules the second is not asked", () => {
  expect(textsOf(ruledPage(), model(4, -3))).toEqual([FIRST, SECOND, CAPTION]);
  expect(textsOf(ruledPage(), model(-4, 3))).toEqual([FIRST, SECOND, CAPTION]);
});

test("lines that the model is sure of come in, but for the headline and what speaks about the site", () => {
  expect(textsOf(ruledPage(), model(0, 3))).toEqual([FIRST, SECOND, CAPTION, BELOW]);
});

test("a line of the site's other pages does not come in", () => {
  expect(textsOf(ruledPage({ isRepeated: isBelow }), model(0, 3))).toEqual([FIRST, SECOND, CAPTION]);
});

test("nothing comes in where the site's memory knows the place of the body", () => {
  expect(textsOf(ruledPage({ isPlaced: true }), model(0, 3))).toEqual([FIRST, SECOND, CAPTION]);
});

test("what rules took for the links around it may come back, what they took for its words may not", () => {
  const ruled = ruledPage();
  const without = (rule: string): RuledPage => ({
    ...ruled,
    stripped: {
      ...ruled.stripped,
      kept: ruled.stripped.kept.filter(({ text }) => text !== SECOND),
      removed: [{ rule, text: SECOND, where: "body" }],
    },
  });

  expect(textsOf(without("structure/aside"), model(0, 3))).toContain(SECOND);
  expect(revise(without("structure/aside"), model(0, 3)).removed).toEqual([]);
  expect(textsOf(without("navigation/related"), model(0, 3))).not.toContain(SECOND);
});
