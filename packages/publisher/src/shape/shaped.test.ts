import type { Article, Delivery, HeldRecord, Receipt, StoreAdapter, StoreForm } from "@caibian/schema";
import { readHeld } from "@caibian/schema/shape";
import fc from "fast-check";
import { expect, test } from "vitest";

import { articleOf, deliveryOf, withdrawalOf } from "../fixtures/article.ts";
import { MemoryLog } from "../fixtures/memory-log.ts";
import { recordText } from "../store/record-text.ts";
import { shaped } from "./shaped.ts";
import { wanted } from "./wanted.ts";

const SUZHOU = { code: "320505", name: "虎丘区", zone: null, path: ["江苏省"], basis: [], confidence: 1 };
const HERE: StoreForm = { select: { region: ["3205"] } };
const FULL: StoreForm[] = [{ shape: "ninjs" }, { shape: "schema.org" }, { shape: "flat" }, { fields: ["title"] }];

/** Revision `revision` of article `n`, of the region that is selected or of none. */
const articleAt = (n: number, revision: number, isHere: boolean): Article => ({
  ...articleOf(n, revision),
  region: isHere ? SUZHOU : null,
});

/** A Store that keeps what it is given, and answers what it is told to. */
class Shelf implements StoreAdapter {
  readonly taken: Delivery[] = [];
  answer = (batch: readonly Delivery[]): readonly Receipt[] => batch.map(({ seq }) => ({ seq, outcome: "stored" }));

  open(): Promise<void> {
    return Promise.resolve();
  }
  write(batch: readonly Delivery[]): Promise<readonly Receipt[]> {
    this.taken.push(...batch);
    return Promise.resolve(this.answer(batch));
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Gives a log's rows to a Store of this form. */
async function deliver(form: StoreForm, ...rows: readonly (Article | Delivery)[]) {
  const log = new MemoryLog();
  for (const [i, row] of rows.entries()) log.rows.push("op" in row ? { ...row, seq: i + 1 } : deliveryOf(row, i + 1));
  const shelf = new Shelf();
  const receipts = await shaped(shelf, form, log).write(log.rows);
  return { taken: shelf.taken.map(({ seq, op }) => [seq, op]), outcomes: receipts.map((one) => one.outcome), shelf };
}

test("a store that asks for nothing keeps its adapter, and its deliveries cost nothing", () => {
  const shelf = new Shelf();

  expect(shaped(shelf, { redact: "none", shape: "full" }, new MemoryLog())).toBe(shelf);
});

test("is given what it selects, in order, and the rest is skipped", async () => {
  const { taken, outcomes } = await deliver(HERE, articleAt(1, 1, true), articleAt(2, 1, false), articleAt(3, 1, true));

  expect(taken).toEqual([
    [1, "publish"],
    [3, "publish"],
  ]);
  expect(outcomes).toEqual(["stored", "skipped", "stored"]);
});

test("what is selected no more is withdrawn under its revision, once, and comes back when it is again", async () => {
  const rows = [true, false, false, true].map((isHere, i) => articleAt(1, i + 1, isHere));

  const { taken, outcomes, shelf } = await deliver(HERE, ...rows);

  expect(taken).toEqual([
    [1, "publish"],
    [2, "withdraw"],
    [4, "update"],
  ]);
  expect(outcomes).toEqual(["stored", "stored", "skipped", "stored"]);
  expect(shelf.taken[1]).toMatchObject({ revision: 2, article: null, url: rows[1]?.url });
});

test("a withdrawal reaches a store that was given the article, and no other", async () => {
  const [here, there] = [articleAt(1, 1, true), articleAt(2, 1, false)];
  const gone = [here, there].map((article) => withdrawalOf({ ...article, revision: 2 }, 0));

  const { taken } = await deliver(HERE, here, there, ...gone);

  expect(taken).toEqual([
    [1, "publish"],
    [3, "withdraw"],
  ]);
});

test("a takedown reaches every store: text of an earlier revision may lie there", async () => {
  const there = articleAt(2, 1, false);
  const takedown = { ...withdrawalOf({ ...there, revision: 2 }, 0), erase: true };

  expect((await deliver(HERE, there, takedown)).taken).toEqual([[2, "withdraw"]]);
});

test("where the earlier record is gone, withdraws to be safe", async () => {
  const update = deliveryOf(articleAt(1, 7, false), 1);
  const shelf = new Shelf();

  await shaped(shelf, HERE, {}).write([update, withdrawalOf(articleOf(2, 7), 2)]);

  expect(shelf.taken.map(({ op, revision }) => [op, revision])).toEqual([
    ["withdraw", 7],
    ["withdraw", 7],
  ]);
});

test("a repair withdraws what the store holds and is not to hold", async () => {
  const shelf = new Shelf();
  const there = deliveryOf(articleAt(1, 1, false), 1);

  await shaped(shelf, HERE, {}).write([there, deliveryOf(articleAt(2, 1, true), 2)], {
    replay: true,
    repair: true,
    signal: new AbortController().signal,
  });

  expect(shelf.taken.map(({ op, revision }) => [op, revision])).toEqual([
    ["withdraw", 1],
    ["publish", 1],
  ]);
});

test("whatever the log tells, the store ends with what is wanted of it", async () => {
  const event = fc.record({ n: fc.integer({ min: 0, max: 3 }), what: fc.constantFrom("here", "there", "gone") });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), async (events, batchSize) => {
      const log = new MemoryLog();
      const current = new Map<string, Article | null>();
      for (const { n, what } of events) {
        const { id } = articleOf(n);
        const revision = log.rows.filter((row) => row.articleId === id).length + 1;
        const article = articleAt(n, revision, what === "here");
        if (what === "gone" && (current.get(id) ?? null) === null) continue;
        if (what === "gone") log.withdraw(article);
        else log.commit(article);
        current.set(id, what === "gone" ? null : article);
      }
      const shelf = new Shelf();
      const store = shaped(shelf, HERE, log);
      for (let from = 0; from < log.rows.length; from += batchSize) {
        await store.write(log.rows.slice(from, from + batchSize));
      }
      const held = new Map(shelf.taken.map((one) => [one.articleId, one.article]));
      const isWanted = wanted(HERE);
      for (const [id, article] of current) {
        expect(held.get(id) ?? null).toEqual(article !== null && isWanted(article) ? article : null);
      }
    }),
    { numRuns: 200 },
  );
});

test("receipts stay beside their deliveries, also where the store gives too few", async () => {
  const log = new MemoryLog();
  for (const [i, isHere] of [true, false, true].entries()) log.commit(articleAt(i, 1, isHere));
  const shelf = new Shelf();
  shelf.answer = ([first]) => [{ seq: first?.seq ?? 0, outcome: "stale" }];

  const receipts = await shaped(shelf, HERE, log).write(log.rows);

  expect(receipts.map(({ seq, outcome }) => [seq, outcome])).toEqual([
    [1, "stale"],
    [2, "skipped"],
    [3, "retry"],
  ]);
});

test.each(FULL)("in the form %j the record is another, and the columns are the article's", async (form) => {
  const article = articleAt(1, 1, true);

  const { shelf } = await deliver(form, article, withdrawalOf({ ...article, revision: 2 }, 0));

  const [update, withdrawal] = shelf.taken.map((one) => ({ ...one, text: recordText(one) }));
  expect(update?.article).toBe(article);
  const { id: articleId, contentHash } = article;
  expect(readHeld(parse(update?.text))).toEqual({ articleId, revision: 1, status: "usable", contentHash });
  expect(readHeld(parse(withdrawal?.text))).toMatchObject({ articleId, revision: 2, status: "withdrawn" });
});

test("redacted contacts are neither in the record nor in the columns", async () => {
  const text = "联系13912345678";
  const contacts = [{ kind: "mobile" as const, block: 0, start: 2, end: 13 }];
  const article = { ...articleOf(1, 1, text), title: `拨打13912345678`, contacts };

  const { shelf } = await deliver(
    { redact: "contacts" },
    { ...deliveryOf(article, 1), record: JSON.stringify(article) },
  );

  expect(shelf.taken[0]?.article?.title).toBe("拨打[mobile]");
  expect(JSON.stringify([shelf.taken[0], recordText(shelf.taken[0] as Delivery)])).not.toContain("1391");
});

test("a record that cannot be told in the shape is refused alone", async () => {
  const bad: Record<string, unknown> = { ...articleOf(2) };
  bad["quality"] = { score: 1, fields: {}, flags: [bad] };

  const { outcomes } = await deliver({ fields: ["quality"] }, articleOf(1), bad as unknown as Article, articleOf(3));

  expect(outcomes).toEqual(["stored", "rejected", "stored"]);
});

test("asks the store what it holds, where it can be asked", async () => {
  const page = [{ articleId: "a", revision: 1, status: "usable", contentHash: null }];
  const shelf: StoreAdapter = new Shelf();
  const form: StoreForm = { shape: "flat" };

  expect(await inventoryOf(shaped(shelf, form, {}))).toBeNull();
  shelf.inventory = () => pagesOf(page);
  expect(await inventoryOf(shaped(shelf, form, {}))).toEqual([page]);
});

async function* pagesOf<T>(...pages: readonly T[]): AsyncGenerator<T> {
  for (const page of pages) yield await Promise.resolve(page);
}

async function inventoryOf(store: StoreAdapter): Promise<readonly (readonly HeldRecord[])[] | null> {
  if (store.inventory === undefined) return null;
  const pages: (readonly HeldRecord[])[] = [];
  for await (const page of store.inventory()) pages.push(page);
  return pages;
}

function parse(text: ReturnType<typeof recordText> | undefined): unknown {
  return text?.ok === true ? JSON.parse(text.text) : undefined;
}
