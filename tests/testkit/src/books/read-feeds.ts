import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { namesIn } from "./read-lines-folder.ts";
import type { StoreReading, StoreRecord } from "./store-reading.ts";

interface Item {
  readonly id: string;
  readonly url?: string;
  readonly title: string;
  readonly content_html: string;
  readonly _caibian: { readonly revision: number };
}

/**
 * Reads a feed Store: what the JSON feeds of all sources show. A withdrawn story is not there. It wants
 * `content: full`, and more `items` than a source has.
 */
export async function readFeeds(folder: string): Promise<StoreReading> {
  const records: StoreRecord[] = [];
  for (const name of await namesIn(join(folder, "source"))) {
    if (!name.endsWith(".json")) continue;
    const { items } = JSON.parse(await readFile(join(folder, "source", name), "utf8")) as { readonly items: Item[] };
    for (const { id, url = null, title, content_html: html, _caibian: ours } of items) {
      const record = { title, text: textOf(html) };
      records.push({ id, url, revision: ours.revision, status: "usable", record });
    }
  }
  return { name: folder, kind: "keyed", records };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? "");
}
