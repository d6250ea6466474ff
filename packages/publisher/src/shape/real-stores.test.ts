import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { storeSchema, type Store } from "@caibian/schema";
import Database from "libsql";
import { afterAll, beforeAll, expect, test } from "vitest";

import { articleOf, deliveryOf, withdrawalOf } from "../fixtures/article.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { loadStore } from "../store/load-store.ts";
import { shaped } from "./shaped.ts";

const good = { ...articleOf(1), quality: { score: 0.9, fields: {}, flags: [] } };
const poor = { ...articleOf(2), quality: { score: 0.2, fields: {}, flags: [] } };
const ROWS = [deliveryOf(good, 1), deliveryOf(poor, 2), withdrawalOf({ ...good, revision: 2 }, 3)];
const FORM = { select: { minQuality: 0.5 }, fields: ["title", "section"] };

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "caibian-shape-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function write(config: object, rows: typeof ROWS): Promise<readonly string[]> {
  const store: Store = storeSchema.parse(config);
  const log = new MemoryLog();
  log.rows.push(...ROWS);
  const adapter = shaped(await loadStore(store), store, log);
  await adapter.open();
  const receipts = await adapter.write(rows);
  await adapter.close();
  return receipts.map((one) => one.outcome);
}

test("a file holds what its store selects, in its shape", async () => {
  const outcomes = await write({ id: "files", type: "jsonl", path: folder, ...FORM }, ROWS);

  const lines = readFileSync(join(folder, "articles.jsonl"), "utf8").trim().split("\n");
  expect(outcomes).toEqual(["stored", "skipped", "stored"]);
  expect(lines.map((line) => Object.keys(JSON.parse(line) as object))).toEqual([
    ["v", "id", "url", "revision", "contentHash", "status", "title", "section"],
    ["id", "url", "revision", "status", "at"],
  ]);
});

test("a table has the columns of the article, and the record in its shape", async () => {
  const path = join(folder, "out.db");
  const rows = ROWS.slice(0, 2);
  const outcomes = await write(
    { id: "t", type: "sqlite", path, ...FORM, shape: "flat", fields: ["source_name"] },
    rows,
  );

  const db = new Database(path);
  const held = db.prepare("SELECT id, title, record FROM articles").all() as {
    id: string;
    title: string;
    record: string;
  }[];
  db.close();
  expect(outcomes).toEqual(["stored", "skipped"]);
  expect(held).toMatchObject([{ id: good.id, title: good.title }]);
  const { id, url, revision, status, contentHash: content_hash } = good;
  expect(JSON.parse(held[0]?.record ?? "")).toEqual({
    id,
    url,
    revision,
    status,
    content_hash,
    source_name: "示例日报",
  });
});
