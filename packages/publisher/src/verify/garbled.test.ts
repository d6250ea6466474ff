import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { shardOf, storeSchema, type CurrentArticles, type Delivery, type StoreAdapter } from "@caibian/schema";
import Database from "libsql";
import { afterEach, beforeEach, expect, test } from "vitest";

import { articleOf, deliveryOf } from "../fixtures/article.ts";
import { shaped } from "../shape/shaped.ts";
import { loadStore } from "../store/load-store.ts";
import { verifyStore, type VerifyReport } from "./verify-store.ts";

const TEXT = "联系人:王先生 13800138000,欢迎致电。";
const deliveries = Array.from({ length: 40 }, (_, n) => deliveryOf(articleOf(n, 1, TEXT), n + 1));
const current: CurrentArticles = {
  expected: ({ after }) =>
    Promise.resolve(
      deliveries
        .toSorted((a, b) => (a.articleId < b.articleId ? -1 : 1))
        .filter((one) => one.articleId > after)
        .map(({ articleId, seq, revision, op, article }) => {
          return { articleId, shard: shardOf(articleId), seq, revision, op, contentHash: article?.contentHash ?? "" };
        }),
    ),
  newestDeliveries: (ids) => Promise.resolve(deliveries.filter((one) => ids.includes(one.articleId))),
  deadArticles: () => Promise.resolve([]),
};

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "caibian-garbled-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

async function openStore(config: object): Promise<StoreAdapter> {
  const store = storeSchema.parse({ id: "s", ...config });
  const adapter = shaped(await loadStore(store, {}), store, {});
  await adapter.open();
  return adapter;
}

async function fill(adapter: StoreAdapter): Promise<void> {
  for (const shard of new Set(deliveries.map((one) => shardOf(one.articleId)))) {
    await adapter.write(deliveries.filter((one: Delivery) => shardOf(one.articleId) === shard));
  }
}

function verify(adapter: StoreAdapter, repair = false): Promise<VerifyReport> {
  const log = { cursor: (storeId: string, shard: number) => Promise.resolve({ storeId, shard, seq: 1000, base: 0 }) };
  return verifyStore({
    storeId: "s",
    adapter,
    batchSize: 10,
    log,
    current,
    repair,
    signal: new AbortController().signal,
  });
}

test.each([
  [{}],
  [{ redact: "strict" }],
  [{ shape: "flat" }],
  [{ shape: "ninjs" }],
  [{ shape: "schema.org" }],
  [{ fields: ["title", "url"] }],
] as const)("a garbled row is told from a sound one, and is mended: %j", async (form) => {
  const path = join(folder, "out.db");
  const adapter = await openStore({ type: "sqlite", path, ...form });
  await fill(adapter);
  const sound = await verify(adapter);
  const db = new Database(path);
  db.exec("UPDATE articles SET record = substr(record, 1, 50)");
  db.exec("UPDATE articles SET title = 'garbled' WHERE rowid = 1");
  db.close();

  const seen = await verify(adapter);
  const mended = await verify(adapter, true);
  const after = await verify(adapter);
  await adapter.close();

  expect(sound).toMatchObject({ compared: 40, left: 0 });
  expect(seen).toMatchObject({ counts: { different: 40 }, left: 40 });
  expect(mended).toMatchObject({ repaired: 40, left: 0 });
  expect(after).toMatchObject({ left: 0 });
});

test("a garbled line of a file is told, and sent again behind it", async () => {
  const adapter = await openStore({ type: "jsonl", path: folder });
  await fill(adapter);
  const file = join(folder, "articles.jsonl");
  const text = await readFile(file, "utf8");
  // Of the same length: the sidecar counts bytes.
  await writeFile(file, text.replace("第7条", "第8条"));

  const seen = await verify(adapter);
  const mended = await verify(adapter, true);
  const after = await verify(adapter);
  await adapter.close();

  expect(seen).toMatchObject({ counts: { different: 1 }, left: 1 });
  expect(mended).toMatchObject({ repaired: 1 });
  expect(after).toMatchObject({ left: 0 });
});
