import { SPEECH_SLOTS, speechScore, speechSlots, type SpeechModel } from "../src/model/speech.ts";

/** A line and what it is: 1 speaks about the site, 0 is news. */
export interface SpeechExample {
  readonly text: string;
  readonly target: 0 | 1;
  readonly weight: number;
}

const EPOCHS = 12;
const RATE = 0.35;
const DECAY = 2e-5;

/** Stochastic gradient descent on the logistic loss, in an order that the seed fixes. */
export function trainSpeech(examples: readonly SpeechExample[], seed = 1): SpeechModel {
  const weights = new Float32Array(SPEECH_SLOTS);
  let bias = 0;
  const rows = examples.map(({ text, target, weight }) => ({ slots: speechSlots(text), text, target, weight }));
  let state = seed;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const rate = RATE / (1 + epoch / 3);
    for (let step = 0; step < rows.length; step++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const row = rows[state % rows.length];
      if (row === undefined || row.slots.length === 0) continue;
      const p = 1 / (1 + Math.exp(-speechScore(row.text, { bias, weights })));
      const gradient = (p - row.target) * row.weight;
      const each = (rate * gradient) / Math.sqrt(row.slots.length);
      for (const slot of row.slots) weights[slot] = (weights[slot] ?? 0) * (1 - DECAY) - each;
      bias -= rate * 0.05 * gradient;
    }
  }
  return { bias, weights };
}
