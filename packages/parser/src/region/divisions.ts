import { DIVISION_TABLE } from "./division-table.ts";
import { ADDED, RETIRED } from "./patches.ts";

/** 1 province, 2 prefecture, 3 county or district. */
export type Level = 1 | 2 | 3;

/** One row of GB/T 2260 (行政区划). */
export interface Division {
  readonly code: string;
  readonly name: string;
  readonly level: Level;
  /** Day it ended, for one that is no more. */
  readonly retired: string | null;
}

let divisions: ReadonlyMap<string, Division> | undefined;

/** Every division by code, retired ones included. Made on first use, in about 2 ms. */
export function allDivisions(): ReadonlyMap<string, Division> {
  divisions ??= readDivisions();
  return divisions;
}

/** The division of a code, also of one that is no more; null for any other text. */
export function divisionOf(code: string): Division | null {
  return allDivisions().get(code) ?? null;
}

/** Code, prefecture code and province code, least first; without the levels that have no row (`110100`). */
export function codesUp(code: string): string[] {
  const known = allDivisions();
  const codes = new Set([code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`]);
  return [...codes].filter((each) => each === code || known.has(each));
}

/** Names from the province down: `江苏省, 苏州市, 虎丘区`. */
export function pathOf(code: string): string[] {
  return codesUp(code)
    .reverse()
    .flatMap((each) => divisionOf(each)?.name ?? []);
}

/** True when `inner` is `outer` or lies in it. */
export function isWithin(inner: string, outer: string): boolean {
  return inner.startsWith(significant(outer));
}

/** The code that covers all of them, or null when they lie in several provinces. */
export function commonCode(codes: readonly string[]): string | null {
  const [first, ...rest] = codes;
  if (first === undefined) return null;
  return codesUp(first).find((code) => rest.every((other) => isWithin(other, code))) ?? null;
}

function significant(code: string): string {
  return code.endsWith("0000") ? code.slice(0, 2) : code.endsWith("00") ? code.slice(0, 4) : code;
}

function levelOf(code: string): Level {
  return code.endsWith("0000") ? 1 : code.endsWith("00") ? 2 : 3;
}

function readDivisions(): ReadonlyMap<string, Division> {
  const found = new Map<string, Division>();
  const add = (code: string, name: string, retired: string | null): void => {
    found.set(code, { code, name, level: levelOf(code), retired });
  };
  for (const row of RETIRED) add(row.code, row.name, row.to);
  for (const line of DIVISION_TABLE.split("\n")) {
    const [head = "", ...counties] = line.split(" ");
    const digits = /^\d+/.exec(head)?.[0] ?? "";
    if (head.length > digits.length) add(digits.padEnd(6, "0"), head.slice(digits.length), null);
    for (const county of counties) {
      const code = `${digits}${county.slice(0, 2)}`;
      if (found.get(code)?.retired === undefined) add(code, county.slice(2), null);
    }
  }
  for (const row of ADDED) add(row.code, row.name, null);
  return found;
}
