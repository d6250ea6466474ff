import type { HeldRecord } from "@caibian/schema";

import { heldOfLine } from "../lines/held-line.ts";

/** What a part holds, as the text of an object beside it: `id revision status hash` a row. */
export function heldListOf(lines: readonly string[]): string {
  return lines
    .map((line) => heldOfLine(line))
    .filter((held) => held !== null)
    .map(
      ({ articleId, revision, status, contentHash }) =>
        `${articleId} ${String(revision)} ${status} ${contentHash ?? "-"}\n`,
    )
    .join("");
}

/** Reads what `heldListOf` wrote. */
export function readHeldList(bytes: Uint8Array): readonly HeldRecord[] {
  const rows = Buffer.from(bytes).toString("utf8").split("\n").slice(0, -1);
  return rows.map((row) => {
    const [articleId = "", revision, status = "", contentHash = "-"] = row.split(" ");
    return { articleId, revision: Number(revision), status, contentHash: contentHash === "-" ? null : contentHash };
  });
}
