import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { isMissing } from "../lines/folder-state.ts";

const DAY = /^date=\d{4}-\d{2}-\d{2}$/;
const ASIDE = /^date=\d{4}-\d{2}-\d{2}\.part-\d{5,}\.parquet\.new$/;
const PART = /^part-(\d{5,})\.parquet$/;

/** The parquet files of a folder, by their path in it (`date=2026-05-01/part-00001.parquet`), oldest day first. */
export async function partFiles(folder: string): Promise<readonly string[]> {
  const days = (await readdir(folder)).filter((name) => DAY.test(name)).sort();
  const parts: string[] = [];
  for (const day of days) parts.push(...(await partsOf(folder, day)));
  return parts;
}

/** Where new rows of a day go: into its last file while that is small, else into a new one. */
export async function partFor(
  folder: string,
  date: string,
  smallBytes: number,
): Promise<{ readonly path: string; readonly isNew: boolean }> {
  const day = `date=${date}`;
  const parts = await partsOf(folder, day);
  const last = parts.at(-1);
  if (last !== undefined && (await stat(join(folder, last))).size < smallBytes) return { path: last, isNew: false };
  const number = Number(PART.exec(last?.slice(day.length + 1) ?? "")?.[1] ?? 0) + 1;
  return { path: `${day}/part-${String(number).padStart(5, "0")}.parquet`, isNew: true };
}

/** The name under which a part is written before it takes its place. */
export function asideOf(part: string): string {
  return `${part.replace("/", ".")}.new`;
}

/** True for such a name. */
export function isPartAside(name: string): boolean {
  return ASIDE.test(name);
}

async function partsOf(folder: string, day: string): Promise<readonly string[]> {
  try {
    const names = (await readdir(join(folder, day))).filter((name) => PART.test(name)).sort();
    return names.map((name) => `${day}/${name}`);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
