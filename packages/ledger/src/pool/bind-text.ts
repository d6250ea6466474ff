/** A parameter as the text or bytes that PostgreSQL reads, by node-postgres' rules. */
export function bindText(value: unknown): string | Uint8Array | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return arrayText(value);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  return JSON.stringify(value);
}

const SPECIAL = /["\\]/g;

/** An array literal: `{"a","b",NULL}`. */
function arrayText(items: readonly unknown[]): string {
  const parts: string[] = [];
  for (const item of items) {
    if (item === null || item === undefined) parts.push("NULL");
    else if (Array.isArray(item)) parts.push(arrayText(item));
    else if (item instanceof Uint8Array) parts.push(`"\\\\x${Buffer.from(item).toString("hex")}"`);
    else if (typeof item === "number") parts.push(String(item));
    else parts.push(`"${String(bindText(item)).replace(SPECIAL, "\\$&")}"`);
  }
  return `{${parts.join(",")}}`;
}
