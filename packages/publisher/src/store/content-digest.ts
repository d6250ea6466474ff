import { createHash } from "node:crypto";

/** Enough that no two contents share one by chance. */
const DIGEST_CHARS = 22;

/**
 * A digest of what is held, by its meaning: keys in any order, as databases keep them. A text that is no JSON counts as
 * the text that it is.
 *
 * @param record JSON, read or not
 * @param columns what lies beside the record, of the same content
 */
export function contentDigest(record: unknown, columns: readonly (string | null)[] = []): string {
  const hash = createHash("sha256");
  hash.update(canonical(readJson(record)));
  for (const column of columns) hash.update(`\n${JSON.stringify(column === null ? null : wellFormed(column))}`);
  return hash.digest("base64").slice(0, DIGEST_CHARS);
}

function readJson(record: unknown): unknown {
  if (typeof record !== "string") return record;
  try {
    return JSON.parse(record);
  } catch {
    // Garbled: no record that we give reads so.
    return record;
  }
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(",")}}`;
}

/** Half a character becomes the sign for a broken one on its way to any server. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString("utf8");
}
