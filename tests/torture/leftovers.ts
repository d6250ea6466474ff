import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { StoreReading } from "@caibian/testkit";

/** A story that was taken down: its page, and the token that stands in its text alone. */
export interface ErasedStory {
  readonly id: string;
  readonly url: string;
}

/**
 * Where words of stories that were taken down are left: in a row, line, object or item of a Store that can forget, or
 * in any file of a folder, counted or not. Parquet is read as rows: its pages are compressed.
 */
export function leftoversOf(
  erased: readonly ErasedStory[],
  readings: readonly StoreReading[],
  folder: string,
): readonly string[] {
  const urls = new Set(erased.map(({ url }) => url));
  const inStores = readings
    .filter(({ kind }) => kind !== "message")
    .flatMap(({ name, records }) =>
      records
        .filter(({ url, record }) => record !== null && urls.has(url ?? ""))
        .map(({ url, revision }) => `${name}: revision ${revision} of ${url ?? ""}`),
    );
  return [...inStores, ...inFiles(erased, folder)];
}

function inFiles(erased: readonly ErasedStory[], folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.flatMap((name) => {
    const path = join(folder, name);
    if (!statSync(path).isFile()) return [];
    const bytes = readFileSync(path);
    const plain = name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
    return erased.filter(({ id }) => plain.includes(id)).map(({ id, url }) => `the bytes of ${name}: ${id} (${url})`);
  });
}
