import type { CurrentArticles, Delivery, HeldRecord, StoreAdapter, WriteContext } from "@caibian/schema";
import { shardOf } from "@caibian/schema";
import { expect, test } from "vitest";

import { articleOf, deliveryOf, withdrawalOf } from "../fixtures/article.ts";
import { verifyStore, type VerifyDoors } from "./verify-store.ts";

/** A Store in memory that can be spoilt. */
class HeldStore implements StoreAdapter {
  readonly rows = new Map<string, HeldRecord>();
  readonly contexts: (WriteContext | undefined)[] = [];

  open(): Promise<void> {
    return Promise.resolve();
  }

  write(batch: readonly Delivery[], context?: WriteContext): ReturnType<StoreAdapter["write"]> {
    this.contexts.push(context);
    for (const { articleId, revision, op, article } of batch) {
      const status = op === "withdraw" ? "withdrawn" : "usable";
      this.rows.set(articleId, { articleId, revision, status, contentHash: article?.contentHash ?? null });
    }
    return Promise.resolve(batch.map(({ seq }) => ({ seq, outcome: "stored" })));
  }

  async *inventory(): AsyncIterable<readonly HeldRecord[]> {
    for (const row of this.rows.values()) yield await Promise.resolve([row]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The ledger's side: the newest Delivery of each article. */
function currentOf(deliveries: readonly Delivery[], dead: readonly string[] = []): CurrentArticles {
  const sorted = deliveries.toSorted((a, b) => (a.articleId < b.articleId ? -1 : 1));
  return {
    expected: ({ after, limit }) =>
      Promise.resolve(
        sorted
          .filter((one) => one.articleId > after)
          .slice(0, limit)
          .map(({ articleId, seq, revision, op, article }) => {
            const contentHash = article?.contentHash ?? "sha256:before";
            return { articleId, shard: shardOf(articleId), seq, revision, op, contentHash };
          }),
      ),
    newestDeliveries: (ids) => Promise.resolve(deliveries.filter((one) => ids.includes(one.articleId))),
    deadArticles: (_, ids) => Promise.resolve(ids.filter((id) => dead.includes(id))),
  };
}

const deliveries = Array.from({ length: 30 }, (_, n) =>
  n === 9 ? withdrawalOf(articleOf(n, 2), n + 1) : deliveryOf(articleOf(n), n + 1),
);
const idOfNumber = (n: number): string => articleOf(n).id;

async function filled(): Promise<HeldStore> {
  const store = new HeldStore();
  await store.write(deliveries);
  store.contexts.length = 0;
  return store;
}

function doorsOf(adapter: StoreAdapter, over: Partial<VerifyDoors> = {}): VerifyDoors {
  return {
    storeId: "s",
    adapter,
    batchSize: 3,
    log: { cursor: (storeId, shard) => Promise.resolve({ storeId, shard, seq: 1000, base: 0 }) },
    current: currentOf(deliveries),
    signal: new AbortController().signal,
    ...over,
  };
}

function spoil(store: HeldStore): void {
  const good = store.rows.get(idOfNumber(0))!;
  store.rows.delete(idOfNumber(1));
  store.rows.set(idOfNumber(2), { ...store.rows.get(idOfNumber(2))!, revision: 0 });
  store.rows.set(idOfNumber(3), { ...store.rows.get(idOfNumber(3))!, revision: 9 });
  store.rows.set(idOfNumber(4), { ...store.rows.get(idOfNumber(4))!, contentHash: "sha256:spoilt" });
  store.rows.set(idOfNumber(9), { ...good, articleId: idOfNumber(9) });
  store.rows.set("zz-stranger", { ...good, articleId: "zz-stranger" });
}

test("a store that has everything differs in nothing", async () => {
  const report = await verifyStore(doorsOf(await filled()));

  expect(report).toMatchObject({ compared: 30, held: 30, left: 0, behind: 0, first: [] });
});

test("tells each kind of difference, and repairs what can be", async () => {
  const store = await filled();
  spoil(store);

  const seen = await verifyStore(doorsOf(store));
  const mended = await verifyStore(doorsOf(store, { repair: true }));
  const after = await verifyStore(doorsOf(store));

  const counts = { missing: 1, older: 1, newer: 1, different: 1, "still-there": 1, surplus: 1 };
  expect(seen).toMatchObject({ counts, repaired: 0, left: 6 });
  expect(mended).toMatchObject({ counts, repaired: 4, left: 2 });
  expect(after).toMatchObject({ counts: { newer: 1, surplus: 1, missing: 0 }, left: 2 });
  expect(store.contexts.every((context) => context?.repair === true && context.replay)).toBe(true);
});

test("what the store has not come to, and what it refused, is told apart", async () => {
  const store = new HeldStore();
  const log: VerifyDoors["log"] = { cursor: (storeId, shard) => Promise.resolve({ storeId, shard, seq: 10, base: 0 }) };

  const report = await verifyStore(doorsOf(store, { log, current: currentOf(deliveries, [idOfNumber(5)]) }));

  expect(report).toMatchObject({ compared: 10, behind: 20, deadLetters: 1, counts: { missing: 8 }, left: 8 });
});

test("what a store's selection leaves out is not missing", async () => {
  const store = await filled();
  store.rows.delete(idOfNumber(1));
  const wanted = (article: { readonly id: string }): boolean =>
    article.id !== idOfNumber(1) && article.id !== idOfNumber(2);

  const report = await verifyStore(doorsOf(store, { wanted }));

  expect(report).toMatchObject({ counts: { missing: 0, "still-there": 1 }, left: 1 });
});

test("a store of messages cannot be asked, and says so", async () => {
  const store: StoreAdapter = Object.assign(new HeldStore(), { inventory: undefined });

  await expect(verifyStore(doorsOf(store))).rejects.toMatchObject({
    code: "E_STORE_NOT_ASKABLE",
    exitCode: 2,
  });
});

const digestOf = ({ article }: Delivery): string => article?.title ?? "";

test("the right label over another record is a difference, and is repaired", async () => {
  const store = await filled();
  const given = new Map(deliveries.map((one) => [one.articleId, digestOf(one)]));
  for (const [id, row] of store.rows) store.rows.set(id, { ...row, digest: given.get(id) ?? null });
  store.rows.set(idOfNumber(4), { ...store.rows.get(idOfNumber(4))!, digest: "garbled" });
  const adapter: StoreAdapter = Object.assign(store, { digestOf });

  const report = await verifyStore(doorsOf(adapter, { repair: true }));

  expect(report).toMatchObject({ counts: { different: 1 }, repaired: 1, left: 0 });
});

test("what a store of the newest alone has let go is not missing", async () => {
  const store: StoreAdapter = Object.assign(await filled(), { holdsNewestOnly: true });
  (store as HeldStore).rows.delete(idOfNumber(1));

  expect(await verifyStore(doorsOf(store))).toMatchObject({ counts: { missing: 0 }, left: 0 });
});
