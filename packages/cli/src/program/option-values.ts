import { InvalidArgumentError } from "commander";
import { REGION_CODE, SOURCE_ID } from "@caibian/schema/plain";

const DAY_MS = 86_400_000;

/** One more value of an option that may be given several times. */
export function collect(value: string, seen: readonly string[]): readonly string[] {
  return [...seen, value];
}

/** The same for codes of regions: province, city or county. */
export function collectRegion(value: string, seen: readonly string[]): readonly string[] {
  if (!/^(?:\d\d){1,3}$/.test(value)) throw new InvalidArgumentError("expected 2, 4 or 6 digits of a GB/T 2260 code");
  return collect(value, seen);
}

/** Names with commas between them. */
export function nameList(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** A whole number from 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("expected a whole number from 1");
  return value;
}

/** A time that any program reads the same; a day alone is one of China's. */
export function isoTime(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const ms = Date.parse(isDay ? `${text}T00:00:00+08:00` : text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError("expected a day or a time, e.g. 2026-05-01");
  return new Date(ms).toISOString();
}

/** The end of a span: a day alone belongs to it. */
export function isoEnd(text: string): string {
  const startMs = Date.parse(isoTime(text));
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? startMs + DAY_MS : startMs).toISOString();
}

/** A source's id as a config takes it: told before anything is asked of a site. */
export function sourceId(text: string): string {
  if (!SOURCE_ID.test(text)) throw new InvalidArgumentError("expected lower-case letters, digits, . _ -, e.g. snd");
  return text;
}

/** A six-digit GB/T 2260 code. */
export function regionCode(text: string): string {
  if (!REGION_CODE.test(text)) throw new InvalidArgumentError("expected a six-digit GB/T 2260 code, e.g. 320505");
  return text;
}

/** A whole number from 0. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("expected a whole number from 0");
  return value;
}
