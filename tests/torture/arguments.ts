import { parseArgs } from "node:util";

/** What `npm run torture --` was asked for. */
export interface TortureArguments {
  /** Length of the whole run, about. */
  readonly minutes: number;
  readonly seed: number;
  /** Print the report as one JSON line at the end. */
  readonly json: boolean;
  /** Keep the run's folder also when all is well. */
  readonly keep: boolean;
}

export const USAGE = "npm run torture -- [--minutes M] [--seed S] [--json] [--keep]";

/** Reads the arguments; the seed is today's date unless given. Throws a TypeError that says what is wrong. */
export function readArguments(args: readonly string[], today: Date): TortureArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: "string", default: "5" },
      seed: { type: "string" },
      json: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes >= 1 && minutes <= 1440)) throw new TypeError(`Expected 1 to 1440 minutes, got ${values.minutes}`);
  const seed = values.seed === undefined ? seedOfDay(today) : Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new TypeError(`Expected a seed from 0 to 4294967295, got ${values.seed ?? ""}`);
  return { minutes, seed, json: values.json, keep: values.keep };
}

function seedOfDay(today: Date): number {
  return Number(today.toISOString().slice(0, 10).replaceAll("-", ""));
}
