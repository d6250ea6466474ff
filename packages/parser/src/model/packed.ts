import { Predictor, type Forest } from "./forest.ts";
import type { LineModel } from "./revise.ts";
import type { SpeechModel } from "./speech.ts";

/** A forest as text: columns a byte each, thresholds and leaves as 32-bit floats, in base64. */
export interface PackedForest {
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

export interface PackedModel {
  readonly speech: PackedSpeech;
  readonly first: PackedForest;
  readonly second: PackedForest;
}

export function packForest({ depth, base, features, thresholds, leaves }: Forest): PackedForest {
  return {
    depth,
    base,
    features: Buffer.from(Uint8Array.from(features)).toString("base64"),
    thresholds: packFloats(thresholds),
    leaves: packFloats(leaves),
  };
}

export function packSpeech({ bias, weights }: SpeechModel): PackedSpeech {
  const scale = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9) / 127;
  const bytes = Int8Array.from(weights, (weight) => Math.round(weight / scale));
  return { bias, scale, weights: Buffer.from(bytes.buffer).toString("base64") };
}

/** A model in arrays, ready to answer. */
export function unpackModel({ speech, first, second }: PackedModel): LineModel {
  const bytes = new Int8Array(Buffer.from(speech.weights, "base64"));
  return {
    speech: { bias: speech.bias, weights: Float32Array.from(bytes, (byte) => byte * speech.scale) },
    first: new Predictor(unpackForest(first)),
    second: new Predictor(unpackForest(second)),
  };
}

function unpackForest({ depth, base, features, thresholds, leaves }: PackedForest): Forest {
  return {
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
