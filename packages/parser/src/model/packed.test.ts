import { expect, test } from "vitest";

import { Predictor, type Forest } from "./forest.ts";
import { ModelMismatchError, packForest, packSpeech, unpackModel } from "./packed.ts";
import { SPEECH_SLOTS, speechScore, type SpeechModel } from "./speech.ts";
import { WEIGHTS } from "./weights.ts";

const FOREST: Forest = {
  columns: 78,
  depth: 2,
  base: -0.125,
  features: [77, 0, 3, 5, 5, 6],
  thresholds: [0.1, -2.5, Number.MAX_VALUE, 7, 0.3, 1e-8],
  leaves: [0.1, -0.7, 3, -4, 1 / 3, 0, -1e-9, 2],
};
const SPEECH: SpeechModel = {
  bias: -1.25,
  weights: Float32Array.from({ length: SPEECH_SLOTS }, (_, slot) => Math.sin(slot) * 3),
};

test("a packed forest answers as the one that was fitted", () => {
  const { first } = unpackModel({ ...WEIGHTS, first: packForest(FOREST) });
  const fitted = new Predictor(FOREST);

  for (let i = 0; i < 50; i++) {
    const row = Float32Array.from({ length: 78 }, (_, column) => Math.sin(i * 7 + column) * 8);
    expect(first.predict(row, 0)).toBe(fitted.predict(row, 0));
  }
});

test("packed weights of words are off by half a step at most, and their bias by nothing", () => {
  const packed = packSpeech(SPEECH);
  const { speech } = unpackModel({ ...WEIGHTS, speech: packed });

  const errors = SPEECH.weights.map((weight, slot) => Math.abs(weight - (speech.weights[slot] ?? 0)));
  expect(Math.max(...errors)).toBeLessThanOrEqual(packed.scale / 2 + 1e-6);
  expect(speech.bias).toBe(SPEECH.bias);
  expect(speechScore("版权所有，转载请注明出处", speech)).toBeCloseTo(
    speechScore("版权所有，转载请注明出处", SPEECH),
    1,
  );
});

test.each([
  ["the line's columns", { ...WEIGHTS, first: { ...WEIGHTS.first, columns: 77 } }],
  ["the context's columns", { ...WEIGHTS, second: { ...WEIGHTS.second, columns: 115 } }],
  ["the slots of words", { ...WEIGHTS, speech: { ...WEIGHTS.speech, weights: "AAAA" } }],
])("weights of another width than %s are refused", (_part, packed) => {
  expect(() => unpackModel(packed)).toThrow(ModelMismatchError);
});

test("the weights that are shipped fit the features that there are", () => {
  expect(() => unpackModel(WEIGHTS)).not.toThrow();
});
