import { EventEmitter, once } from "node:events";

import { shardOf, type Delivery, type Receipt, type StoreAdapter } from "@caibian/schema";
import { expect, test } from "vitest";

import { ShardOrder } from "../deliver/shard-order.ts";
import { articleOf, deliveryOf, numbersOfShard, withdrawalOf } from "../fixtures/article.ts";
import { repair, type RepairDoors } from "./repair.ts";

const SHARD = 3;
const articles = numbersOfShard(SHARD, 120).map((n) => articleOf(n));
const broken = articles.map(({ id }) => ({ articleId: id, shard: shardOf(id) }));

/** A Store whose ledger may change while it writes. */
function setUp(duringWrite: (batch: readonly Delivery[], newest: Map<string, Delivery>) => void): {
  readonly given: Delivery[];
  readonly newest: Map<string, Delivery>;
  readonly doors: RepairDoors;
} {
  const newest = new Map(articles.map((article, i) => [article.id, deliveryOf(article, i + 1)]));
  const given: Delivery[] = [];
  const adapter: StoreAdapter = {
    open: () => Promise.resolve(),
    write: (batch) => {
      duringWrite(batch, newest);
      given.push(...batch);
      return Promise.resolve(batch.map(({ seq }): Receipt => ({ seq, outcome: "stored" })));
    },
    close: () => Promise.resolve(),
  };
  const current: RepairDoors["current"] = {
    newestDeliveries: (ids) => Promise.resolve(ids.flatMap((id) => newest.get(id) ?? [])),
  };
  const { signal } = new AbortController();
  const order = new ShardOrder();
  return { given, newest, doors: { current, adapter, order, batchSize: 100, isPassed: () => true, signal } };
}

test("what was taken down after the comparison is read anew, right before its batch", async () => {
  const last = articles.at(-1)!;
  let writes = 0;
  const { given, doors } = setUp((_, newest) => {
    if (++writes === 1) newest.set(last.id, { ...withdrawalOf(articleOf(1, 2), 500), articleId: last.id });
  });

  await repair(broken, doors);

  expect(given.filter((one) => one.articleId === last.id).map((one) => one.op)).toEqual(["withdraw"]);
});

test("what is taken down while its text is written is withdrawn behind it", async () => {
  const first = articles[0]!;
  const { given, doors } = setUp((batch, newest) => {
    const isText = batch.some((one) => one.articleId === first.id && one.op !== "withdraw");
    if (isText) newest.set(first.id, { ...withdrawalOf(articleOf(1, 2), 500), articleId: first.id });
  });

  await repair(broken, doors);

  expect(given.filter((one) => one.articleId === first.id).map((one) => one.op)).toEqual(["publish", "withdraw"]);
});

test("waits for the shard's delivery that is under way, and reads after it", async () => {
  const { given, newest, doors } = setUp(() => undefined);
  const first = articles[0]!;
  const gate = new EventEmitter();
  const delivering = doors.order.alone(SHARD, () => once(gate, "open"));

  const repairing = repair(broken.slice(0, 1), doors);
  newest.set(first.id, { ...withdrawalOf(articleOf(1, 2), 500), articleId: first.id });
  gate.emit("open");
  await Promise.all([delivering, repairing]);

  expect(given.map((one) => one.op)).toEqual(["withdraw"]);
});
