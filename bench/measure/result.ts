/** One measured quantity over the runs. */
export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

/** What a benchmark prints; ratios compare medians of the same run. */
export interface BenchResult {
  readonly bench: string;
  readonly figures: Readonly<Record<string, Figure>>;
  readonly ratios: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

/** Median, least and most of some values. */
export function figureOf(values: readonly number[], unit: string): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
  return { median: round(at(0.5)), min: round(at(0)), max: round(at(1)), unit };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** `a / b`, of their medians. */
export function ratioOf(a: Figure | undefined, b: Figure | undefined): number {
  return Math.round(((a?.median ?? Number.NaN) / (b?.median ?? Number.NaN)) * 1000) / 1000;
}
