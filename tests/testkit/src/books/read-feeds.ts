import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "libsql";

import { namesIn } from "./read-lines-folder.ts";
import type { StoreReading, StoreRecord } from "./store-reading.ts";

interface Item {
  readonly id: string;
  readonly url?: string;
  readonly title: string;
  readonly content_html: string;
  readonly _caibian: { readonly revision: number };
}

interface Row {
  readonly id: string;
  readonly revision: number;
  readonly status: string;
}

/**
 * Reads a feed Store: what the JSON feeds of all sources show, and the tombstones of its state file. It wants
 * `content: full`, and more `items` than a source has.
 */
export async function readFeeds(folder: string): Promise<StoreReading> {
  const shown = await readItems(folder);
  const tombstones = readRows(join(folder, "_feeds.db")).filter(({ status }) => status === "withdrawn");
  // What a feed goes on showing after its withdrawal is found by both being there.
  const records = [...shown, ...tombstones.map((row): StoreRecord => ({ ...row, url: null, record: null }))];
  return { name: folder, kind: "keyed", records };
}

/** What the feeds show: each item once, however many feeds it stands in. */
async function readItems(folder: string): Promise<readonly StoreRecord[]> {
  const records = new Map<string, StoreRecord>();
  for (const name of await namesIn(join(folder, "source"))) {
    if (!name.endsWith(".json")) continue;
    const { items } = JSON.parse(await readFile(join(folder, "source", name), "utf8")) as { readonly items: Item[] };
    for (const { id, url = null, title, content_html: html, _caibian: ours } of items)
      records.set(`${name} ${id}`, {
        id,
        url,
        revision: ours.revision,
        status: "usable",
        record: { title, text: textOf(html) },
      });
  }
  return [...records.values()];
}

function readRows(path: string): readonly Row[] {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare("SELECT id, revision, status FROM items").all() as Row[];
  } finally {
    database.close();
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? "");
}
