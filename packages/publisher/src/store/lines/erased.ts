import { readFile } from "node:fs/promises";

import type { Delivery } from "@caibian/schema";

import { isMissing } from "./folder-state.ts";

/** What was taken down: by article id, the revision of its takedown. */
export type Erased = ReadonlyMap<string, number>;

/**
 * True when the Delivery is no newer than its article's takedown. Repairs, dead letters and history are read from the
 * ledger before they are written: a takedown in between must not be undone by them. The takedown itself may come again.
 */
export function isErased(delivery: Delivery, erased: Erased): boolean {
  const { articleId, revision, op } = delivery;
  const takedown = erased.get(articleId);
  if (takedown === undefined || revision > takedown) return false;
  // The article is asked for last: to make it of its record's text costs more than the line itself.
  const hasText = op !== "withdraw" && delivery.article !== null;
  return hasText || revision < takedown;
}

/** Reads what `erasedText` wrote; nothing was taken down where there is no such file. */
export async function readErased(path: string): Promise<Erased> {
  try {
    return erasedOf(await readFile(path, "utf8"));
  } catch (error) {
    if (isMissing(error)) return new Map();
    throw error;
  }
}

/** `id revision` a line. It lies beside the sidecar, which is written with every batch. */
export function erasedText(erased: Erased): string {
  return [...erased].map(([id, revision]) => `${id} ${String(revision)}\n`).join("");
}

function erasedOf(text: string): Erased {
  const rows = text.split("\n").slice(0, -1);
  return new Map(
    rows.map((row): [string, number] => {
      const [id = "", revision] = row.split(" ");
      return [id, Number(revision)];
    }),
  );
}
