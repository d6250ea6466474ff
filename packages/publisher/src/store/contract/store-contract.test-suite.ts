import { setTimeout as sleep } from "node:timers/promises";

import type { Delivery, HeldRecord, Receipt, Store, StoreAdapter, WriteContext } from "@caibian/schema";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { writeBatch } from "../../deliver/write-batch.ts";
import { articleOf, deliveryOf, numbersOfShard, withdrawalOf } from "../../fixtures/article.ts";
import { fetchPoster } from "../../fixtures/receiver.ts";
import { loadStore } from "../load-store.ts";
import { naughtyStrings } from "./naughty-strings.test-suite.ts";
import { circular, type StoreKind } from "./store-kind.test-suite.ts";

const CONTEXT: WriteContext = { replay: false, signal: new AbortController().signal };
const SLOW_MS = 300;
/** A Store that is away says so within this time, and takes a batch within it when it is back. */
const AWAY_MS = 30_000;
const [first = 0, second = 0, third = 0] = numbersOfShard(3, 3);
const outcomes = (receipts: readonly Receipt[]): readonly string[] => receipts.map((one) => one.outcome);

/** What every kind of Store does, whatever it is. Call it in the kind's own test file. */
export function storeContract(kind: StoreKind): void {
  describe(`a store of type ${kind.name}`, () => {
    let store: Store;
    let adapter: StoreAdapter;

    beforeAll(kind.setUp);
    afterAll(kind.tearDown);
    beforeEach(async () => {
      store = await kind.fresh();
      adapter = await open(store);
    });
    afterEach(() => adapter.close());

    async function reopen(): Promise<void> {
      await adapter.close();
      adapter = await open(store);
    }
    const write = (...batch: readonly Delivery[]): Promise<readonly Receipt[]> => writeBatch(adapter, batch, CONTEXT);

    // UTF-8 has no halves of surrogate pairs.
    const asKept = (text: string): string => Buffer.from(kind.kept?.(text) ?? text).toString();

    test("takes a batch, with its text", async () => {
      const receipts = await write(deliveryOf(articleOf(first), 1), deliveryOf(articleOf(second), 2));

      expect(receipts).toEqual([
        { seq: 1, outcome: "stored" },
        { seq: 2, outcome: "stored" },
      ]);
      const held = await kind.held(store);
      expect(new Map(held.map(({ id, title, text }) => [id, { title, text }]))).toEqual(
        new Map([articleOf(first), articleOf(second)].map(({ id, title, text }) => [id, { title, text }])),
      );
    });

    test("opens again what is there, and goes on", async () => {
      await write(deliveryOf(articleOf(first), 1));
      await reopen();

      expect(outcomes(await write(deliveryOf(articleOf(second), 2)))).toEqual(["stored"]);
      expect(await kind.held(store)).toHaveLength(2);
    });

    test("two that open it at once both can, or one is told that it is taken", async () => {
      const fresh = await kind.fresh();
      const both = await Promise.allSettled([open(fresh), open(fresh)]);
      const opened = both.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));

      expect(opened.length).toBeGreaterThan(0);
      const refused = both.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
      expect(refused).toEqual(refused.map(() => expect.objectContaining({ failure: "taken" })));
      for (const one of opened) await one.close();
    });

    test("a withdrawal leaves no text in what is current", async () => {
      const article = articleOf(first);

      const receipts = await write(deliveryOf(article, 1), withdrawalOf({ ...article, revision: 2 }, 2));

      expect(receipts.at(-1)?.outcome).toBe("stored");
      const held = await kind.held(store);
      expect(held.at(-1)).toEqual({ id: article.id, revision: 2, status: "withdrawn", title: null, text: null });
    });

    test("a takedown leaves no text at all", async () => {
      const article = articleOf(first);
      await write(deliveryOf(article, 1), deliveryOf(articleOf(second), 2));

      const takedown = { ...withdrawalOf({ ...article, revision: 2 }, 3), erase: true };
      expect(outcomes(await write(takedown))).toEqual(["stored"]);
      expect(outcomes(await write(deliveryOf(articleOf(third), 4)))).toEqual(["stored"]);

      const held = await kind.held(store);
      const left = held.filter((one) => one.id === article.id && (one.title ?? one.text) !== null);
      // What a message says cannot be taken back: its taker gets the withdrawal.
      expect(left).toHaveLength(kind.sort === "message" ? 1 : 0);
      const last = held.findLast((one) => one.id === article.id);
      expect(last).toMatchObject({ revision: 2, status: "withdrawn" });
      expect(held.filter((one) => one.title !== null && one.id !== article.id)).toHaveLength(2);
    });

    test.runIf(kind.sort !== "message")(
      "a repair or history read before a takedown does not bring text back",
      async () => {
        const article = articleOf(first);
        await write(deliveryOf(article, 1), deliveryOf(articleOf(second), 2));
        await write({ ...withdrawalOf(articleOf(first, 2), 3), erase: true });
        await reopen();

        const old = [deliveryOf(article, 1)];
        const late = [
          { ...CONTEXT, replay: true },
          { ...CONTEXT, replay: true, repair: true },
          { ...CONTEXT, backfill: "b1" },
        ];
        const outcomesOfLate: string[] = [];
        for (const context of late) outcomesOfLate.push(...outcomes(await writeBatch(adapter, old, context)));

        expect(outcomesOfLate).toEqual(["stale", "stale", "stale"]);
        const held = await kind.held(store);
        expect(held.filter((one) => one.id === article.id)).toMatchObject([{ revision: 2, status: "withdrawn" }]);
        // What is newer than the takedown is news.
        expect(outcomes(await write(deliveryOf(articleOf(first, 3), 4)))).toEqual(["stored"]);
      },
    );

    test.each([
      ["that its server refuses", kind.bad],
      ["that is not JSON", circular],
    ])("refuses one record %s alone and takes the good ones around it, once each", async (_, bad) => {
      await kind.refuseBad?.(store);
      const batch = numbersOfShard(3, 21).map((n, i) => deliveryOf(articleOf(n), i + 1));
      const [middle = batch[10]] = batch.splice(10, 1, deliveryOf(bad(articleOf(numbersOfShard(3, 11)[10] ?? 0)), 11));

      const receipts = await write(...batch);

      expect(outcomes(receipts)).toEqual(batch.map((_one, i) => (i === 10 ? "rejected" : "stored")));
      expect(receipts[10]?.reason).toBeTruthy();
      const ids = (await kind.held(store)).map((one) => one.id);
      const good = batch.map((one) => one.articleId).filter((id) => id !== middle?.articleId);
      expect(ids.toSorted()).toEqual(good.toSorted());
    });

    test("takes a record of 1 MB, whole", async () => {
      const text = Array.from({ length: 45_000 }, (_, i) => `第${String(i)}段防汛演练`).join("");
      const receipts = await write(deliveryOf(articleOf(first, 1, text), 1));

      expect(Buffer.byteLength(text)).toBeGreaterThan(1_000_000);
      expect(outcomes(receipts)).toEqual(["stored"]);
      expect((await kind.held(store)).map((one) => one.text === text)).toEqual([true]);
    });

    test("naughty strings are kept as they are or refused one by one, and are never an error of the store", async () => {
      const strings = naughtyStrings();
      const numbers = numbersOfShard(3, strings.length);
      const batch = strings.map((text, i) =>
        deliveryOf({ ...articleOf(numbers[i] ?? 0, 1, text), title: text }, i + 1),
      );

      const receipts = await write(...batch);

      expect(receipts.map((one) => one.seq)).toEqual(batch.map((one) => one.seq));
      expect(outcomes(receipts).filter((one) => one !== "stored" && one !== "rejected")).toEqual([]);
      const stored = batch.filter((_, i) => receipts[i]?.outcome === "stored");
      expect(batch.length - stored.length).toBeLessThan(Math.max(4, batch.length * 0.05));
      const kept = new Map(stored.map(({ articleId, article }) => [articleId, asKept(article?.text ?? "")]));
      const held = await kind.held(store);
      expect(held.length).toBe(adapter.holdsNewestOnly === true ? held.length : stored.length);
      expect(held.length).toBeGreaterThan(0);
      for (const { id, title, text } of held) {
        expect({ title: asKept(title ?? "none"), text: asKept(text ?? "none") }).toEqual({
          title: kept.get(id),
          text: kept.get(id),
        });
      }
    });

    test.runIf(kind.sort !== "message")("a batch that comes again changes nothing", async () => {
      const batch = [deliveryOf(articleOf(first), 1), deliveryOf(articleOf(second), 2)];
      await write(...batch);
      const before = await kind.held(store);
      await reopen();

      expect(outcomes(await write(...batch))).toEqual(["stale", "stale"]);
      expect(await kind.held(store)).toEqual(before);
    });

    test.runIf(kind.sort === "keyed")("an older revision after a newer one is ignored", async () => {
      await write(deliveryOf(articleOf(first, 3), 3));

      expect(outcomes(await write(deliveryOf(articleOf(first, 2), 2)))).toEqual(["stale"]);
      expect((await kind.held(store))[0]?.revision).toBe(3);
    });

    test.runIf(kind.sort === "keyed")("an older revision does not come back after a withdrawal", async () => {
      await write(deliveryOf(articleOf(first), 1), withdrawalOf(articleOf(first, 2), 2));

      expect(outcomes(await write(deliveryOf(articleOf(first), 1)))).toEqual(["stale"]);
      expect(await kind.held(store)).toMatchObject([{ revision: 2, status: "withdrawn" }]);
    });

    test.runIf(kind.sort === "keyed")("a repair writes a revision again that is there already", async () => {
      await write(deliveryOf(articleOf(first), 1));
      const right = { ...articleOf(first), title: "改正" };

      const context = { ...CONTEXT, replay: true, repair: true };
      expect(outcomes(await writeBatch(adapter, [deliveryOf(right, 1)], context))).toEqual(["stored"]);
      expect(await kind.held(store)).toMatchObject([{ revision: 1, title: "改正" }]);
    });

    test.runIf(kind.sort === "keyed")(
      "whatever order batches come in, repeated and late, the newest stays",
      async () => {
        const delivery = fc.record({ n: fc.integer({ min: 0, max: 4 }), revision: fc.integer({ min: 1, max: 6 }) });
        const batches = fc.array(fc.array(delivery, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });
        await fc.assert(
          fc.asyncProperty(batches, async (all) => {
            const fresh = await kind.fresh();
            const table = await open(fresh);
            const newest = new Map<string, number>();
            for (const batch of all) {
              for (const { n, revision } of batch) {
                const { id } = articleOf(n);
                newest.set(id, Math.max(newest.get(id) ?? 0, revision));
              }
              await table.write(batch.map(({ n, revision }, i) => deliveryOf(articleOf(n, revision), i + 1)));
            }
            await table.close();
            const held = await kind.held(fresh);
            expect(new Map(held.map((one) => [one.id, one.revision]))).toEqual(newest);
          }),
          { numRuns: 20 },
        );
      },
    );

    test.runIf(kind.sort !== "keyed")("history that is sent beside the log is taken", async () => {
      await write(deliveryOf(articleOf(second), 5));
      const history = [deliveryOf(articleOf(first), 1), deliveryOf(articleOf(third), 2)];
      const context = { ...CONTEXT, backfill: "b1" };

      expect(outcomes(await writeBatch(adapter, history, context))).toEqual(["stored", "stored"]);
      expect(outcomes(await write(deliveryOf(articleOf(second, 2), 6)))).toEqual(["stored"]);
      expect(await kind.held(store)).toHaveLength(4);
    });

    test.runIf(kind.sort === "file")("history that comes again in the same run changes nothing", async () => {
      const history = [deliveryOf(articleOf(first), 1), deliveryOf(articleOf(third), 2)];
      const context = { ...CONTEXT, backfill: "b1" };
      await writeBatch(adapter, history, context);
      await reopen();

      expect(outcomes(await writeBatch(adapter, history, context))).toEqual(["stale", "stale"]);
      expect(await kind.held(store)).toHaveLength(2);
    });

    test.runIf(kind.sort !== "message")("says what it holds", async () => {
      const article = articleOf(first);
      await write(deliveryOf(article, 1), deliveryOf(articleOf(second, 2), 2), deliveryOf(articleOf(third), 3));
      await write(withdrawalOf({ ...article, revision: 2 }, 4));
      await reopen();

      const held = new Map<string, Omit<HeldRecord, "articleId">>();
      for await (const page of adapter.inventory?.() ?? []) {
        for (const { articleId, digest: _, ...rest } of page) held.set(articleId, rest);
      }
      const { contentHash } = article;
      expect(held).toEqual(
        new Map([
          [article.id, { revision: 2, status: "withdrawn", contentHash: null }],
          [articleOf(second).id, { revision: 2, status: "usable", contentHash }],
          [articleOf(third).id, { revision: 1, status: "usable", contentHash }],
        ]),
      );
    });

    test.runIf(kind.sort !== "message")(
      "what it says that it holds is what it was given, letter by letter",
      async () => {
        const strings = naughtyStrings();
        const numbers = numbersOfShard(3, strings.length);
        const given = strings.map((text, i) =>
          deliveryOf({ ...articleOf(numbers[i] ?? 0, 1, text), title: text }, i + 1),
        );
        await write(...given);

        const wrong: unknown[] = [];
        const told = new Map(given.map((one) => [one.articleId, adapter.digestOf?.(one)]));
        for await (const page of adapter.inventory?.() ?? []) {
          wrong.push(...page.filter(({ articleId, digest }) => digest !== told.get(articleId)));
        }

        expect(wrong).toEqual([]);
      },
    );

    test.runIf(kind.withWrongCredentials !== null)("wrong credentials are a person's to correct", async () => {
      const wrong = kind.withWrongCredentials?.(store) ?? store;

      await expect(writeFirst(wrong)).rejects.toMatchObject({
        failure: "misconfigured",
        exitCode: 3,
        next: expect.any(String),
      });
    });

    test.runIf(kind.wire !== null)(
      "a server that is away fails the batch in time, and gets it when it is back",
      async () => {
        const wire = kind.wire?.();
        await write(deliveryOf(articleOf(first), 1));
        await wire?.cut();
        const startedAt = performance.now();
        const failure: unknown = await write(deliveryOf(articleOf(second), 2)).catch((error: unknown) => error);
        const tookMs = performance.now() - startedAt;
        await wire?.resume();

        expect(failure).toMatchObject({
          failure: expect.stringMatching(/^(down|transient)$/),
          next: expect.anything(),
        });
        expect(tookMs).toBeLessThan(AWAY_MS);
        const receipts = await untilTaken(() => write(deliveryOf(articleOf(second), 2)));
        // A batch may have arrived although its answer did not.
        expect(["stored", "stale"]).toContain(receipts[0]?.outcome);
        const held = await kind.held(store);
        expect(new Set(held.map((one) => one.id))).toEqual(new Set([articleOf(first).id, articleOf(second).id]));
      },
    );

    test.runIf(kind.wire !== null)("a server that is away at the start is down", async () => {
      const wire = kind.wire?.();
      await wire?.cut();
      const failure: unknown = await writeFirst(store).catch((error: unknown) => error);
      await wire?.resume();

      expect(failure).toMatchObject({ failure: expect.stringMatching(/^(down|transient)$/), exitCode: 4 });
    });

    test.runIf(kind.wire !== null)("a slow server is waited for", async () => {
      const wire = kind.wire?.();
      await wire?.slow(SLOW_MS);
      try {
        expect(outcomes(await write(deliveryOf(articleOf(first), 1)))).toEqual(["stored"]);
      } finally {
        await wire?.resume();
      }
    });

    test.runIf(kind.makeOlderTarget !== null)("brings a target of an older version up to date", async () => {
      const fresh = await kind.fresh();
      await kind.makeOlderTarget?.(fresh);
      expect(outcomes(await writeFirst(fresh))).toEqual(["stored"]);
      expect((await kind.held(fresh)).filter((one) => one.title === articleOf(first).title)).toHaveLength(1);
    });
  });
}

async function open(store: Store): Promise<StoreAdapter> {
  const adapter = await loadStore(store, { client: fetchPoster });
  await adapter.open();
  return adapter;
}

/** Opens the Store for one article, and closes it again. */
async function writeFirst(store: Store): Promise<readonly Receipt[]> {
  const opened = await open(store);
  try {
    return await opened.write([deliveryOf(articleOf(first), 1)], CONTEXT);
  } finally {
    await opened.close();
  }
}

/** Tries as delivery does, again and again, for as long as the Store may take to come back. */
async function untilTaken(tryOnce: () => Promise<readonly Receipt[]>): Promise<readonly Receipt[]> {
  const until = performance.now() + AWAY_MS;
  for (;;) {
    try {
      const receipts = await tryOnce();
      if (receipts.every((one) => one.outcome !== "retry") || performance.now() > until) return receipts;
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    await sleep(200);
  }
}
