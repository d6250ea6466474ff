import type { HeldRecord } from "../delivery.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a delivered record says of itself, in whichever shape it was told; null when it is none of ours. */
export function readHeld(record: unknown): HeldRecord | null {
  if (!isFields(record)) return null;
  const held =
    record["standard"] === undefined && record["@type"] === undefined ? readOwn(record) : readForeign(record);
  const { articleId, revision, status, contentHash } = held;
  if (typeof articleId !== "string" || typeof status !== "string" || !Number.isSafeInteger(revision)) return null;
  return { articleId, revision, status, contentHash: typeof contentHash === "string" ? contentHash : null };
}

interface Found {
  readonly articleId: unknown;
  readonly revision: number;
  readonly status: unknown;
  readonly contentHash: unknown;
}

/** `full` and `flat`. */
function readOwn(record: Fields): Found {
  const contentHash = record["contentHash"] ?? record["content_hash"];
  return { articleId: record["id"], revision: Number(record["revision"]), status: record["status"], contentHash };
}

const STATUS_OF: ReadonlyMap<unknown, string> = new Map([
  ["usable", "usable"],
  ["withheld", "quarantined"],
  ["canceled", "withdrawn"],
]);

/** `ninjs` and `schema.org`: both keep ids in a list of their own, under different names. */
function readForeign(record: Fields): Found {
  const ids = new Map<unknown, unknown>();
  for (const one of [record["altIds"], record["identifier"]].flat()) {
    if (isFields(one)) ids.set(one["role"] ?? one["propertyID"], one["value"]);
  }
  return {
    articleId: ids.get("id"),
    revision: Number(record["version"]),
    status: STATUS_OF.get(record["pubStatus"]) ?? record["creativeWorkStatus"],
    contentHash: ids.get("contentHash"),
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
