import fc from "fast-check";
import { expect, test } from "vitest";

import { SPEECH_LENGTH, SPEECH_SLOTS, speechScore, speechSlots, type SpeechModel } from "./speech.ts";

const model: SpeechModel = {
  bias: 0.5,
  weights: Float32Array.from({ length: SPEECH_SLOTS }, (_, slot) => Math.sin(slot)),
};

test.each([
  ["full-width letters and digits", "ＩＣＰ１２３", "icp456"],
  ["capitals", "Copyright", "copyRIGHT"],
  ["one digit and another", "电话：85570001", "电话：12349999"],
  ["blanks of every kind", "版 权\u3000所\u00a0有\t", "版权所有"],
])("%s make no difference", (_what, one, other) => {
  expect(speechSlots(one)).toEqual(speechSlots(other));
});

test("the order of the words makes one", () => {
  expect(speechSlots("转载注明")).not.toEqual(speechSlots("注明转载"));
});

test("a line without a letter says nothing, not even the bias", () => {
  expect(speechScore(" \u3000", model)).toBe(0);
});

test("the score is the bias and the mean weight of the line's pairs, for a long line those of its start", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 400 }), (text) => {
      const slots = speechSlots(text);
      const sum = slots.reduce((all, slot) => all + (model.weights[slot] ?? Number.NaN), 0);
      const expected = slots.length === 0 ? 0 : model.bias + sum / Math.sqrt(slots.length);
      expect(speechScore(text, model)).toBeCloseTo(expected, 4);
      expect(speechScore(text.slice(0, SPEECH_LENGTH), model)).toBe(speechScore(text, model));
    }),
  );
});
