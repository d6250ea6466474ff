import { CaibianError } from "@caibian/schema/plain";

import { CONTEXT_COLUMNS } from "./context-features.ts";
import { Predictor, type Forest } from "./forest.ts";
import { LINE_COLUMNS } from "./line-features.ts";
import type { LineModel } from "./revise.ts";
import { SPEECH_SLOTS, type SpeechModel } from "./speech.ts";

/** A forest as text: columns a byte each, thresholds and leaves as 32-bit floats, in base64. */
export interface PackedForest {
  /** Numbers in a row that it was fitted on. */
  readonly columns: number;
  readonly depth: number;
  readonly base: number;
  readonly features: string;
  readonly thresholds: string;
  readonly leaves: string;
}

/** Weights of a byte each, in units of `scale`. */
export interface PackedSpeech {
  readonly bias: number;
  readonly scale: number;
  readonly weights: string;
}

/** The three parts of a model as text: `weights.ts` holds one. */
export interface PackedModel {
  readonly speech: PackedSpeech;
  readonly first: PackedForest;
  readonly second: PackedForest;
}

/** Weights were fitted on other features than the code has now: they would answer nonsense. */
export class ModelMismatchError extends CaibianError {
  constructor(part: string, expected: number, got: number) {
    super({
      code: "E_MODEL",
      what: `Expected ${expected} ${part}, got weights for ${got}`,
      where: "model/weights.ts",
      why: "the features changed after the model was fitted",
      next: "fit it again: training/README.md",
    });
  }
}

/** A forest to text; thresholds and leaves lose what 32-bit floats do not hold. */
export function packForest({ columns, depth, base, features, thresholds, leaves }: Forest): PackedForest {
  return {
    columns,
    depth,
    base,
    features: Buffer.from(Uint8Array.from(features)).toString("base64"),
    thresholds: packFloats(thresholds),
    leaves: packFloats(leaves),
  };
}

/** Weights to a byte each: they lose up to half a `scale`. */
export function packSpeech({ bias, weights }: SpeechModel): PackedSpeech {
  const scale = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9) / 127;
  const bytes = Int8Array.from(weights, (weight) => Math.round(weight / scale));
  return { bias, scale, weights: Buffer.from(bytes.buffer).toString("base64") };
}

/**
 * A model in arrays, ready to answer.
 *
 * @throws ModelMismatchError where it was fitted on rows of another width than the features have.
 */
export function unpackModel({ speech, first, second }: PackedModel): LineModel {
  const bytes = new Int8Array(Buffer.from(speech.weights, "base64"));
  check("columns of a line", LINE_COLUMNS, first.columns);
  check("columns of a line and its context", CONTEXT_COLUMNS, second.columns);
  check("slots of pairs", SPEECH_SLOTS, bytes.length);
  return {
    speech: { bias: speech.bias, weights: Float32Array.from(bytes, (byte) => byte * speech.scale) },
    first: new Predictor(unpackForest(first)),
    second: new Predictor(unpackForest(second)),
  };
}

function check(part: string, expected: number, got: number): void {
  if (got !== expected) throw new ModelMismatchError(part, expected, got);
}

function unpackForest({ columns, depth, base, features, thresholds, leaves }: PackedForest): Forest {
  return {
    columns,
    depth,
    base,
    features: [...Buffer.from(features, "base64")],
    thresholds: unpackFloats(thresholds),
    leaves: unpackFloats(leaves),
  };
}

function packFloats(values: readonly number[]): string {
  return Buffer.from(Float32Array.from(values).buffer).toString("base64");
}

function unpackFloats(text: string): number[] {
  const bytes = Buffer.from(text, "base64");
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}
