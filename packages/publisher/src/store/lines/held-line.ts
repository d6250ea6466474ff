import type { HeldRecord } from "@caibian/schema";

/** What a line's record says of itself, in whatever shape: each keeps id, revision and status. Null: it is none. */
export function heldOfLine(line: string): HeldRecord | null {
  const record: unknown = JSON.parse(line);
  if (typeof record !== "object" || record === null) return null;
  const { id, revision, status, contentHash, content_hash: flatHash } = record as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || typeof revision !== "number") return null;
  const hash = contentHash ?? flatHash;
  return {
    articleId: id,
    revision,
    status: typeof status === "string" ? status : "usable",
    contentHash: typeof hash === "string" ? hash : null,
  };
}

/** True when the line is a record of one of these articles; an id that it only mentions does not count. */
export function isLineOf(line: string, articleIds: ReadonlySet<string>): boolean {
  for (const id of articleIds) if (line.includes(id)) return articleIds.has(heldOfLine(line)?.articleId ?? "");
  return false;
}
