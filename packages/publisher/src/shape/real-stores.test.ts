import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { storeSchema, type Delivery, type HeldRecord, type StoreAdapter } from "@caibian/schema";
import type { RecordShape } from "@caibian/schema/shape";
import Database from "libsql";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { articleOf, deliveryOf, withdrawalOf } from "../fixtures/article.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { loadStore } from "../store/load-store.ts";
import { shaped } from "./shaped.ts";

const good = { ...articleOf(1), quality: { score: 0.9, fields: {}, flags: [] } };
const poor = { ...articleOf(2), quality: { score: 0.2, fields: {}, flags: [] } };
const ROWS = [deliveryOf(good, 1), deliveryOf(poor, 2), withdrawalOf({ ...good, revision: 2 }, 3)];
const FORM = { select: { minQuality: 0.5 }, fields: ["title", "section"] };
const SHAPES: readonly RecordShape[] = ["full", "ninjs", "schema.org", "flat"];

let folder = "";
let opened: StoreAdapter | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "caibian-shape-"));
});
afterEach(async () => {
  await opened?.close();
  rmSync(folder, { recursive: true });
});

async function open(config: object): Promise<StoreAdapter> {
  const store = storeSchema.parse({ id: "s", path: folder, ...config });
  const log = new MemoryLog();
  log.rows.push(...ROWS);
  opened = shaped(await loadStore(store), store, log);
  await opened.open();
  return opened;
}

async function write(adapter: StoreAdapter, ...rows: readonly Delivery[]): Promise<readonly string[]> {
  return (await adapter.write(rows)).map((one) => one.outcome);
}

/** Without the digests, which not every kind tells. */
async function inventoryOf(adapter: StoreAdapter): Promise<readonly HeldRecord[]> {
  const held = new Map<string, HeldRecord>();
  for await (const page of adapter.inventory?.() ?? []) {
    for (const { digest: _, ...one } of page) held.set(one.articleId, one);
  }
  return [...held.values()];
}

test("a file holds what its store selects, in its shape", async () => {
  const outcomes = await write(await open({ type: "jsonl", ...FORM }), ...ROWS);

  const lines = readFileSync(join(folder, "articles.jsonl"), "utf8").trim().split("\n");
  expect(outcomes).toEqual(["stored", "skipped", "stored"]);
  expect(lines.map((line) => Object.keys(JSON.parse(line) as object))).toEqual([
    ["v", "id", "url", "revision", "contentHash", "status", "title", "section"],
    ["id", "url", "revision", "status", "at"],
  ]);
});

test("a table has the columns of the article, and the record in its shape", async () => {
  const path = join(folder, "out.db");
  const form = { ...FORM, shape: "flat", fields: ["source_name"] };
  const outcomes = await write(await open({ type: "sqlite", path, ...form }), ...ROWS.slice(0, 2));

  const db = new Database(path);
  const held = db.prepare("SELECT id, title, record FROM articles").all() as { title: string; record: string }[];
  db.close();
  expect(outcomes).toEqual(["stored", "skipped"]);
  expect(held).toMatchObject([{ id: good.id, title: good.title }]);
  const { id, url, revision, status, contentHash: content_hash } = good;
  const record: unknown = JSON.parse(held[0]?.record ?? "");
  expect(record).toEqual({ id, url, revision, status, content_hash, source_name: "示例日报" });
});

describe.each(SHAPES)("in the shape %s", (shape) => {
  test.each([
    ["a file", { type: "jsonl" }],
    ["a folder of parquet files", { type: "parquet" }],
    ["a table", { type: "sqlite" }],
  ])("%s says what it holds, and forgets what is taken down", async (_, config) => {
    const path = config.type === "sqlite" ? join(folder, "out.db") : folder;
    const adapter = await open({ ...config, path, shape });
    const other = articleOf(3);
    await write(adapter, deliveryOf(good, 1), deliveryOf(other, 2));

    const { id: articleId, contentHash } = other;
    const held = { articleId, revision: 1, status: "usable", contentHash };
    expect(await inventoryOf(adapter)).toHaveLength(2);
    expect(await inventoryOf(adapter)).toContainEqual(held);

    const takedown = { ...withdrawalOf({ ...good, revision: 2 }, 3), erase: true };
    expect(await write(adapter, takedown)).toEqual(["stored"]);
    const left = { articleId: good.id, revision: 2, status: "withdrawn", contentHash: null };
    const inventory = await inventoryOf(adapter);
    expect(inventory).toHaveLength(2);
    expect(inventory).toEqual(expect.arrayContaining([held, left]));
    expect(readFolder(folder)).not.toContain(good.title);
  });
});

function readFolder(path: string): string {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => readFileSync(join(file.parentPath, file.name), "utf8")).join("\n");
}
