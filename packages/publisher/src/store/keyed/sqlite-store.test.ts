import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

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

test("while another process writes, shards wait and the event loop does not", async () => {
  await adapter.open();
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  const freeing = sleep(1_000).then(() => other.exec("COMMIT"));
  let longestMs = 0;
  let beatAt = performance.now();
  const heart = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - beatAt);
    beatAt = performance.now();
  }, 10);
  const receipts = await Promise.all([1, 2, 3, 4].map((n) => adapter.write([deliveryOf(articleOf(n), n)])));
  await freeing;
  clearInterval(heart);
  other.close();

  expect(receipts.flat().map((one) => one.outcome)).toEqual(["stored", "stored", "stored", "stored"]);
  expect(longestMs).toBeLessThan(500);
});

test("opening waits for another process's lock as well", async () => {
  await adapter.open();
  await adapter.close();
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  const freeing = sleep(300).then(() => other.exec("COMMIT"));
  await adapter.open();
  await freeing;
  other.close();

  expect((await adapter.write([deliveryOf(articleOf(1), 1)]))[0]?.outcome).toBe("stored");
});

test("a stop ends the waiting for a lock", async () => {
  await adapter.open();
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  const stop = new AbortController();
  const startedAt = performance.now();
  const writing = adapter.write([deliveryOf(articleOf(1), 1)], { replay: false, signal: stop.signal });
  setTimeout(() => stop.abort(), 50);

  await expect(writing).rejects.toMatchObject({ failure: "transient", code: "E_STORE_STOPPED" });
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  other.close();
});

test("a takedown waits for a reader to let go of what was there", async () => {
  await adapter.open();
  await adapter.write([deliveryOf(articleOf(1, 1, "绝密线索".repeat(2_000)), 1)]);
  const reader = new Database(path);
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM articles").all();
  const leaving = sleep(500).then(() => reader.exec("COMMIT"));
  await adapter.write([{ ...withdrawalOf(articleOf(1, 2), 2), erase: true }]);
  await leaving;
  reader.close();

  const parts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
  expect(parts.join("")).not.toContain("绝密线索");
});

test("a writer of another process is waited for, and then the store is busy, not broken", async () => {
  await adapter.open();
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  const failure: unknown = await adapter.write([deliveryOf(articleOf(1), 1)]).catch((error: unknown) => error);
  other.exec("ROLLBACK");
  other.close();

  expect(failure).toMatchObject({ failure: "transient", code: "E_STORE_BUSY", next: expect.any(String) });
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
