import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

import type { Marks } from "./marks.ts";

/** A file written aside that takes its place; both names are relative to the Store's folder. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** What of a file Store's folder counts. It lies in a sidecar and is replaced whole. */
export interface FolderState extends Marks {
  readonly v: 1;
  /** Bytes of the growing file that count: everything after was cut short by a crash. */
  readonly length: number;
  /** Moves that belong to this state: those that a crash left undone are done before anything else. */
  readonly moves?: readonly Move[];
  /** The day, `YYYYMMDD` in China, on which the growing file got its first line. */
  readonly day?: string;
}

/** Reads the sidecar; null when there is none. */
export async function readState(path: string): Promise<FolderState | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  return parseState(text, path);
}

/** Puts the state in the place of the last one, durably: a crash leaves one or the other, whole. */
export function writeState(path: string, state: FolderState): Promise<void> {
  return replaceFile(path, JSON.stringify(state));
}

/** Replaces a file's content durably: a crash leaves the old or the new one, whole. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, "w");
  try {
    await file.writeFile(content);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  await syncFolder(dirname(path));
}

/** Makes a file's content durable. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** True for "there is no such file". */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function parseState(text: string, path: string): FolderState {
  const value: unknown = JSON.parse(text);
  if (
    typeof value === "object" &&
    value !== null &&
    "v" in value &&
    value.v === 1 &&
    "length" in value &&
    "shards" in value
  ) {
    return value as FolderState;
  }
  throw new SyntaxError(`${path} is not the sidecar of a file store`);
}
