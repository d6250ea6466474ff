import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { storeSchema, type StoreAdapter } from "@caibian/schema";
import Database from "libsql";
import { afterEach, beforeEach, expect, test } from "vitest";

import { articleOf, deliveryOf, withdrawalOf } from "../../fixtures/article.ts";
import { loadStore } from "../load-store.ts";

let folder = "";
let path = "";
let adapter: StoreAdapter;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sqlite-"));
  path = join(folder, "articles.db");
  adapter = await loadStore(storeSchema.parse({ id: "lite", type: "sqlite", path }));
});
afterEach(async () => {
  await adapter.close();
  await rm(folder, { recursive: true });
});

function admin<Result>(work: (db: InstanceType<typeof Database>) => Result): Result {
  const db = new Database(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

test("a takedown leaves no byte of any earlier text in the file or beside it", async () => {
  const secret = "绝密线索".repeat(2_000);
  await adapter.open();
  await adapter.write([deliveryOf(articleOf(1, 1, `甲${secret}`), 1)]);
  await adapter.write([deliveryOf(articleOf(1, 2, `乙${secret}`), 2), deliveryOf(articleOf(2), 3)]);
  await adapter.write([{ ...withdrawalOf(articleOf(1, 3), 4), erase: true }]);

  const files = await readdir(folder);
  const parts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  const text = parts.join("");
  expect(files).toContain("articles.db-wal");
  expect(text).not.toContain("绝密线索");
  expect(text).toContain(articleOf(2).title);
});

test.each([
  ["a column of another type", "CREATE TABLE articles (id TEXT PRIMARY KEY, revision TEXT)", /revision.*INTEGER/],
  ["no key on id", "CREATE TABLE articles (id TEXT, revision INTEGER)", /ON CONFLICT/],
  ["a view", "CREATE VIEW articles AS SELECT 1 AS id", /view|articles/],
])("%s in the way is said in words", async (_, ddl, words) => {
  admin((db) => db.exec(ddl));

  await expect(adapter.open()).rejects.toMatchObject({
    failure: "misconfigured",
    exitCode: 3,
    message: expect.stringMatching(words),
  });
});

test("the table of the version before goes on, with what is in it", async () => {
  const columns = `id TEXT PRIMARY KEY, url TEXT, revision INTEGER NOT NULL, status TEXT NOT NULL, title TEXT,
    source TEXT, region TEXT, published_at TEXT, updated_at TEXT, content_hash TEXT, committed_at TEXT NOT NULL,
    record TEXT`;
  admin((db) => {
    db.exec(`CREATE TABLE articles (${columns}) WITHOUT ROWID`);
    db.exec(`INSERT INTO articles (id, revision, status, committed_at) VALUES ('${articleOf(1).id}', 7, 'usable', '')`);
  });
  await adapter.open();

  const receipts = await adapter.write([deliveryOf(articleOf(1), 1), deliveryOf(articleOf(2), 2)]);

  expect(receipts.map((one) => one.outcome)).toEqual(["stale", "stored"]);
});

test("a writer of another process is waited for, and then the store is busy, not broken", async () => {
  await adapter.open();
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  const failure: unknown = await adapter.write([deliveryOf(articleOf(1), 1)]).catch((error: unknown) => error);
  other.exec("ROLLBACK");
  other.close();

  expect(failure).toMatchObject({ failure: "transient", code: "E_STORE_BUSY" });
  expect((await adapter.write([deliveryOf(articleOf(1), 1)]))[0]?.outcome).toBe("stored");
});

test.each([
  ["a folder", () => mkdir(path)],
  ["a file that is no database", () => writeFile(path, "articles".repeat(1_000))],
])("%s in the way is a person's to correct", async (_, make) => {
  await make();

  await expect(adapter.open()).rejects.toMatchObject({ failure: "misconfigured", exitCode: 3 });
});

test("reads an inventory of more than one page", async () => {
  await adapter.open();
  admin((db) =>
    db.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
       INSERT INTO articles (id, revision, status) SELECT 'a' || i, 1, 'usable' FROM n`,
    ),
  );
  const ids = new Set<string>();
  for await (const page of adapter.inventory?.() ?? []) for (const { articleId } of page) ids.add(articleId);

  expect(ids.size).toBe(2_500);
});
