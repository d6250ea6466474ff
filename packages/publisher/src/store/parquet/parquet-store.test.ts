import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { storeSchema, type Article, type Delivery, type ParquetStore, type StoreAdapter } from "@caibian/schema";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { articleOf, deliveryOf, numbersOfShard, withdrawalOf } from "../../fixtures/article.ts";
import { withChanges } from "../../fixtures/cut-disk.ts";
import { readLines } from "../lines/read-lines.ts";
import { loadStore } from "../load-store.ts";
import { decodeRows } from "./decode-rows.ts";
import { partFiles } from "./part-files.ts";

const [first = 0, second = 0, third = 0] = numbersOfShard(3, 3);
const on = (day: string, delivery: Delivery): Delivery => ({ ...delivery, at: `2026-05-${day}T23:30:00+08:00` });
const a = on("01", deliveryOf(articleOf(first), 1));
const b = on("02", deliveryOf(articleOf(second), 2));
const c = on("02", deliveryOf(articleOf(third), 4));
const takedownOfA = on("02", { ...withdrawalOf(articleOf(first, 2), 3), erase: true });
const keyOf = ({ articleId, revision }: Delivery): string => `${articleId}:${String(revision)}`;

let root = "";
let made = 0;
let path = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "parquet-"));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(freshFolder);

function freshFolder(): void {
  path = join(root, String(made++));
}

async function open(options: Partial<ParquetStore> = {}): Promise<StoreAdapter> {
  const adapter = await loadStore(storeSchema.parse({ id: "lake", type: "parquet", path, ...options }));
  await adapter.open();
  return adapter;
}

async function parts(): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for (const part of await partFiles(path)) {
    const rows = await decodeRows(await readFile(join(path, part)));
    found[part] = rows.map((row) => `${row.id}:${String(row.revision)}`);
  }
  return found;
}

async function everything(): Promise<readonly string[]> {
  const spooled: string[] = [];
  for await (const line of readLines(join(path, "_spool.jsonl"))) {
    const { id, revision } = JSON.parse(line) as { id: string; revision: number };
    spooled.push(`${id}:${String(revision)}`);
  }
  return [...Object.values(await parts()).flat(), ...spooled];
}

describe("a parquet folder", () => {
  test("has a file for each day in China, with typed columns and the whole record", async () => {
    const adapter = await open();
    await adapter.write([a, b]);
    await adapter.close();

    expect(await parts()).toEqual({
      "date=2026-05-01/part-00001.parquet": [keyOf(a)],
      "date=2026-05-02/part-00001.parquet": [keyOf(b)],
    });
    const file = await asyncBufferFromFile(join(path, "date=2026-05-01/part-00001.parquet"));
    const [row] = await parquetReadObjects({ file });
    expect(row).toMatchObject({
      id: a.articleId,
      revision: 1,
      status: "usable",
      source: "示例日报",
      section: "要闻",
      region: null,
      published_at: new Date("2024-06-07T16:05:02+08:00"),
      text: "狮山街道开展夏季防汛演练。",
    });
    expect(JSON.parse(String(row?.["record"]))).toEqual(articleOf(first));
  });

  test("fills up the last file of a day while it is small", async () => {
    for (const one of [b, c]) {
      const adapter = await open();
      await adapter.write([one]);
      await adapter.close();
    }

    expect(await parts()).toEqual({ "date=2026-05-02/part-00001.parquet": [keyOf(b), keyOf(c)] });
  });

  test("makes parquet of the spool at its bound, and after its time", async () => {
    const large = await open({ partBytes: 1024 });
    await large.write([a]);
    expect(Object.keys(await parts())).toHaveLength(1);
    await large.close();

    const timed = await open({ partMs: 1000 });
    await timed.write([b]);
    expect(Object.keys(await parts())).toHaveLength(1);
    await expect.poll(async () => Object.keys(await parts()), { timeout: 10_000 }).toHaveLength(2);
    await timed.close();
  });

  test("a withdrawal is a row without text; a takedown takes earlier rows out of files", async () => {
    const adapter = await open({ partBytes: 1024 });
    await adapter.write([a]);
    await adapter.write([b, { ...takedownOfA, erase: false }]);
    expect(await everything()).toEqual([a, b, takedownOfA].map(keyOf));

    await adapter.write([{ ...takedownOfA, seq: 5, revision: 3 }]);
    await adapter.close();

    const rows = await Promise.all((await partFiles(path)).map((part) => readFile(join(path, part)).then(decodeRows)));
    expect(rows.flat().map(({ id, revision, text }) => [id, revision, text])).toEqual([
      [b.articleId, 1, articleOf(second).text],
      [a.articleId, 3, null],
    ]);
  });

  test("a takedown and the packing after it are not done or done, wherever they are cut off", async () => {
    const seen = new Set<string>();
    for (let changes = 0, isDone = false; !isDone; changes++) {
      freshFolder();
      const before = await open();
      await before.write([a]);
      await before.close();
      const adapter = await open({ partBytes: 1024 });
      const spooling = await withChanges(changes, async () => {
        await adapter.write([b]);
        await adapter.write([takedownOfA, c]);
        await adapter.close();
      });
      isDone = spooling;
      if (!isDone) await adapter.close().catch(() => undefined);

      const reopened = await open();
      seen.add([...(await everything())].join());
      for (const batch of [[b], [takedownOfA, c]]) await reopened.write(batch);
      await reopened.close();
      expect([...(await everything())].sort()).toEqual([b, takedownOfA, c].map(keyOf).sort());
      expect((await readdir(path)).filter((name) => name.endsWith(".new"))).toEqual([]);
    }
    expect(seen).toEqual(new Set([[a], [a, b], [b, takedownOfA, c]].map((deliveries) => deliveries.map(keyOf).join())));
  });

  test.each([
    ["a date that is none", { publishedAt: "2026年5月1日" }],
    ["a title that is no text", { title: 7 as unknown as string }],
    ["no site", { site: undefined as unknown as Article["site"] }],
  ])("refuses a record with %s alone, and the spool becomes parquet", async (_, wrong) => {
    const adapter = await open({ partBytes: 1024 });
    const bad = { ...b, article: { ...articleOf(second), ...wrong } };

    const receipts = await adapter.write([a, bad, c]);
    await adapter.close();

    expect(receipts.map((one) => one.outcome)).toEqual(["stored", "rejected", "stored"]);
    expect(receipts[1]?.reason).toBeTruthy();
    expect(Object.values(await parts()).flat()).toEqual([a, c].map(keyOf));
  });

  test("a store whose fields leave the body out has none in its text column either", async () => {
    const adapter = await open({ fields: ["title"] });
    await adapter.write([a]);
    await adapter.close();

    const rows = await Promise.all((await partFiles(path)).map((part) => readFile(join(path, part)).then(decodeRows)));
    expect(rows.flat().map(({ title, text }) => [title, text])).toEqual([[articleOf(first).title, null]]);
  });

  test("a closed store leaves no timer behind", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const adapter = await open({ partMs: 1000 });
      await adapter.write([a]);
      // The time to pack comes while it waits to be closed.
      const closing = adapter.close();
      vi.advanceTimersByTime(1000);
      await closing;
      await expect(adapter.write([c])).rejects.toMatchObject({ failure: "down" });

      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
