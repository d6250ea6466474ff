import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

import { storeSchema, type Article, type Delivery, type JsonlStore, type StoreAdapter } from "@caibian/schema";
import { shapeRecord } from "@caibian/schema/shape";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { articleOf, deliveryOf, numbersOfShard, withdrawalOf } from "../../fixtures/article.ts";
import { withChanges } from "../../fixtures/cut-disk.ts";
import { loadStore } from "../load-store.ts";

const NOON = Date.parse("2026-05-01T12:00:00+08:00");
const DAY_MS = 86_400_000;
const [first = 0, second = 0, third = 0] = numbersOfShard(3, 3);
const big = "防".repeat(500);
const a = deliveryOf(articleOf(first, 1, big), 1);
const b = deliveryOf(articleOf(second, 1, big), 2);
const c = deliveryOf(articleOf(third, 1, big), 4);
const takedownOfA = { ...withdrawalOf(articleOf(first, 2), 3), erase: true };

let root = "";
let made = 0;
let path = "";
let now = NOON;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "jsonl-folder-"));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(() => {
  freshFolder();
  now = NOON;
});

function freshFolder(): void {
  path = join(root, String(made++));
}

async function open(options: Partial<JsonlStore> = {}): Promise<StoreAdapter> {
  const store = storeSchema.parse({ id: "files", type: "jsonl", path, ...options });
  const adapter = await loadStore(store, { now: () => now });
  await adapter.open();
  return adapter;
}

/** `id:revision` of every line, by file; closed files first. */
async function read(): Promise<Record<string, readonly string[]>> {
  const names = (await readdir(path)).filter((name) => /\.jsonl(\.gz)?$/.test(name)).sort();
  const files: Record<string, readonly string[]> = {};
  for (const name of names) {
    const bytes = await readFile(join(path, name));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    files[name] = text
      .split("\n")
      .slice(0, -1)
      .map((line) => keyOf(JSON.parse(line) as { id: string; revision: number }));
  }
  return files;
}

const keyOf = ({ id, revision }: { readonly id: string; readonly revision: number }): string =>
  `${id}:${String(revision)}`;
const keyOfDelivery = ({ articleId, revision }: Delivery): string => keyOf({ id: articleId, revision });

describe("a jsonl folder", () => {
  test("closes a file that is large enough, under its day and a number", async () => {
    const adapter = await open({ rotateBytes: 1024 });
    for (const one of [a, b, c]) await adapter.write([one]);
    await adapter.close();

    expect(await read()).toEqual({
      "articles-20260501.0001.jsonl": [keyOfDelivery(a)],
      "articles-20260501.0002.jsonl": [keyOfDelivery(b)],
      "articles.jsonl": [keyOfDelivery(c)],
    });
  });

  test("closes yesterday's file at the first line of a day in China", async () => {
    const adapter = await open({ rotate: "daily" });
    await adapter.write([a]);
    now = Date.parse("2026-05-01T23:59:59+08:00");
    await adapter.write([b]);
    now += 1000;
    await adapter.write([c]);
    await adapter.close();

    expect(await read()).toEqual({
      "articles-20260501.0001.jsonl": [keyOfDelivery(a), keyOfDelivery(b)],
      "articles.jsonl": [keyOfDelivery(c)],
    });
  });

  test("knows the day of its file after a restart", async () => {
    const before = await open({ rotate: "daily" });
    await before.write([a]);
    await before.close();
    now += DAY_MS;
    const after = await open({ rotate: "daily" });
    await after.write([b]);
    await after.close();

    expect(Object.keys(await read())).toEqual(["articles-20260501.0001.jsonl", "articles.jsonl"]);
  });

  test("gzips closed files, also those that a crash left plain", async () => {
    const plain = await open({ rotateBytes: 1024 });
    for (const one of [a, b]) await plain.write([one]);
    await plain.close();
    await writeFile(join(path, "articles-20260501.0001.jsonl.gz.new"), "half");

    const packing = await open({ rotateBytes: 1024, gzip: true });
    await packing.write([c]);
    await expect.poll(() => readdir(path)).not.toContain("articles-20260501.0002.jsonl");
    await packing.close();

    expect(await read()).toEqual({
      "articles-20260501.0001.jsonl.gz": [keyOfDelivery(a)],
      "articles-20260501.0002.jsonl.gz": [keyOfDelivery(b)],
      "articles.jsonl": [keyOfDelivery(c)],
    });
  });

  test("takes text out of closed files, plain and packed, and says what it holds of all", async () => {
    const adapter = await open({ rotateBytes: 1024, gzip: true });
    await adapter.write([a]);
    await adapter.write([b]);
    await expect.poll(() => readdir(path)).toContain("articles-20260501.0001.jsonl.gz");

    await adapter.write([takedownOfA, c]);
    const held: string[] = [];
    for await (const page of adapter.inventory?.() ?? [])
      held.push(...page.map((one) => `${one.articleId}:${one.status}`));
    await adapter.close();

    expect(Object.values(await read()).flat()).toEqual([b, takedownOfA, c].map(keyOfDelivery));
    expect(held.sort()).toEqual([`${a.articleId}:withdrawn`, `${b.articleId}:usable`, `${c.articleId}:usable`].sort());
  });

  test("leaves another article's line that only names the one taken down", async () => {
    const copy = { ...articleOf(second), cluster: { id: "x", first: a.articleId, basis: "exact" } };
    const adapter = await open();
    await adapter.write([a, deliveryOf(copy, 2)]);
    await adapter.write([takedownOfA]);
    await adapter.close();

    expect((await read())["articles.jsonl"]).toEqual([keyOfDelivery(b), keyOfDelivery(takedownOfA)]);
  });

  test.each(["ninjs", "schema.org", "flat"] as const)("finds the lines of an article told as %s", async (shape) => {
    const inShape = (delivery: Delivery, article: Article): Delivery => ({
      ...delivery,
      record: JSON.stringify(shapeRecord(article, { shape })),
    });
    const adapter = await open();
    await adapter.write([inShape(a, articleOf(first)), inShape(b, articleOf(second))]);
    await adapter.write([takedownOfA]);
    const held: string[] = [];
    for await (const page of adapter.inventory?.() ?? []) held.push(...page.map((one) => one.articleId + one.status));
    await adapter.close();

    expect(held.sort()).toEqual([`${a.articleId}withdrawn`, `${b.articleId}usable`].sort());
    expect(await readFile(join(path, "articles.jsonl"), "utf8")).not.toContain(articleOf(first).title);
  });

  test("a takedown that is cut off at any step is not done or done, and is done once when it comes again", async () => {
    const options = { rotateBytes: 1024 };
    const seen = new Set<string>();
    for (let changes = 0, isDone = false; !isDone; changes++) {
      freshFolder();
      const adapter = await open(options);
      for (const one of [a, b]) await adapter.write([one]);

      isDone = await withChanges(changes, () => adapter.write([takedownOfA, c]));
      await adapter.close();

      const reopened = await open(options);
      const left = Object.values(await read()).flat();
      seen.add(left.join());
      await reopened.write([takedownOfA, c]);
      await reopened.close();
      expect(Object.values(await read()).flat()).toEqual([b, takedownOfA, c].map(keyOfDelivery));
      expect((await readdir(path)).filter((name) => name.endsWith(".new"))).toEqual([]);
    }
    expect(seen).toEqual(new Set([[a, b].map(keyOfDelivery).join(), [b, takedownOfA, c].map(keyOfDelivery).join()]));
  });

  test("every line is there once, whatever is cut off, when what was not confirmed comes again", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(fc.nat({ max: 30 }), { maxLength: 8 }), async (batches, given) => {
        const cuts = [...given];
        freshFolder();
        const options = { rotateBytes: 4000 };
        const numbers = numbersOfShard(
          5,
          batches.reduce((sum, size) => sum + size, 0),
        );
        const log = numbers.map((n, i) => deliveryOf(articleOf(n, 1, big), i + 1));
        let at = 0;
        let adapter = await open(options);
        for (const size of batches) {
          const batch = log.slice(at, at + size);
          at += size;
          for (;;) {
            const changes = cuts.shift();
            if (changes === undefined) {
              await adapter.write(batch);
              break;
            }
            if (await withChanges(changes, () => adapter.write(batch))) break;
            // A process that was killed, or one that lives and tries again.
            if (changes % 2 === 0) continue;
            await adapter.close();
            adapter = await open(options);
          }
        }
        await adapter.close();
        expect(Object.values(await read()).flat()).toEqual(log.map(keyOfDelivery));
      }),
      { numRuns: 25 },
    );
  });

  test("a run of history has marks of its own, and a dead letter is taken again once", async () => {
    const signal = new AbortController().signal;
    const adapter = await open();
    await adapter.write([c]);
    const history = { replay: false, backfill: "run-1", signal };
    const replay = { replay: true, signal };

    const outcomes = [
      await adapter.write([a], history),
      await adapter.write([a], history),
      await adapter.write([a], { ...history, backfill: "run-2" }),
      await adapter.write([b], replay),
      await adapter.write([b], replay),
      await adapter.write([b], { ...replay, repair: true }),
    ].map(([receipt]) => receipt?.outcome);
    await adapter.close();

    expect(outcomes).toEqual(["stored", "stale", "stored", "stored", "stale", "stored"]);
  });

  test("leaves a person's files alone, whatever they end in", async () => {
    await mkdir(path, { recursive: true });
    await writeFile(join(path, "thesis.new"), "mine");
    const adapter = await open();
    await adapter.close();

    expect(await readdir(path)).toContain("thesis.new");
  });

  test("a file that has become shorter is a person's to mend, and nothing is glued to it", async () => {
    const before = await open();
    await before.write([a, b]);
    await before.close();
    const file = join(path, "articles.jsonl");
    const { size } = await stat(file);
    await truncate(file, size - 10);

    await expect(open()).rejects.toMatchObject({ failure: "misconfigured", exitCode: 3, next: expect.any(String) });
    expect((await stat(file)).size).toBe(size - 10);
    await rm(join(path, "articles.jsonl.state"));
    const after = await open();
    await after.write([c]);
    const held: string[] = [];
    for await (const page of after.inventory?.() ?? []) held.push(...page.map((one) => one.articleId));
    await after.close();

    expect(held.sort()).toEqual([a.articleId, c.articleId].sort());
  });

  test("a takedown takes text out of a closed file that lies there plain and packed", async () => {
    const plain = await open({ rotateBytes: 1024 });
    for (const one of [a, b]) await plain.write([one]);
    await plain.close();
    const twin = join(path, "articles-20260501.0001.jsonl");
    await writeFile(`${twin}.gz`, gzipSync(await readFile(twin)));

    const adapter = await open({ rotateBytes: 1024, gzip: false });
    await adapter.write([takedownOfA]);
    await adapter.close();

    const left = Object.values(await read()).flat();
    expect(left).not.toContain(keyOfDelivery(a));
    expect(left).toContain(keyOfDelivery(takedownOfA));
  });
});
