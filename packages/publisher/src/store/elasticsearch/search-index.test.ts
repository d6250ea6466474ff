import { storeSchema, type Delivery, type ElasticsearchStore, type Receipt, type StoreAdapter } from "@caibian/schema";
import { startBulkEndpoint, type BulkEndpoint } from "@caibian/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

import { articleOf, deliveryOf, withdrawalOf } from "../../fixtures/article.ts";
import { fetchPoster } from "../../fixtures/receiver.ts";
import { loadStore } from "../load-store.ts";

const QUEUE_FULL = { status: 429, error: { type: "es_rejected_execution_exception", reason: "queue is full" } };
let server: BulkEndpoint;

beforeEach(async () => {
  server = await startBulkEndpoint();
});
afterEach(() => server.close());

const load = (config: object = {}): Promise<StoreAdapter> =>
  loadStore(storeSchema.parse({ id: "search", type: "elasticsearch", url: server.url, ...config }), {
    client: fetchPoster,
  });
async function opened(config: object = {}): Promise<StoreAdapter> {
  const adapter = await load(config);
  await adapter.open();
  return adapter;
}
const some = (count: number, text?: string): readonly Delivery[] =>
  Array.from({ length: count }, (_, n) => deliveryOf(articleOf(n, 1, text), n + 1));
const outcomes = (receipts: readonly Receipt[]): readonly string[] => receipts.map((one) => one.outcome);

test("makes an index for Chinese news behind an alias, and keeps the record whole", async () => {
  const adapter = await opened();
  await adapter.write([deliveryOf(articleOf(1), 1)]);

  expect(server.mapping("articles-1")).toMatchObject({
    title: { type: "text", analyzer: "cjk", fields: { keyword: { type: "keyword" } } },
    region: { type: "keyword" },
    published_at: { type: "date" },
    record: { type: "object", enabled: false },
  });
  const [document] = server.documents("articles");
  expect(document).toMatchObject({ version: 1, source: { text: articleOf(1).text, host: "news.example.cn" } });
  expect(document?.source["record"]).toEqual(articleOf(1));
});

test("a store whose config leaves the body out has none to search", async () => {
  const adapter = await opened({ fields: ["title", "url"] });
  await adapter.write([deliveryOf(articleOf(1), 1)]);

  expect(server.documents("articles")[0]?.source).not.toHaveProperty("text");
});

test("a withdrawal is a document with the next version and no text", async () => {
  const adapter = await opened();
  await adapter.write([deliveryOf(articleOf(1), 1), withdrawalOf(articleOf(1, 2), 2)]);

  const [document] = server.documents("articles");
  expect(document).toMatchObject({ version: 2, source: { status: "withdrawn", url: articleOf(1).url } });
  expect(JSON.stringify(document)).not.toContain(articleOf(1).text);
});

test("an analyzer that the server lacks is named", async () => {
  await expect((await load({ analyzer: "ik_max_word" })).open()).rejects.toMatchObject({
    failure: "misconfigured",
    why: expect.stringContaining("analyzer [ik_max_word]"),
  });
});

test("a field of another type in the way is named", async () => {
  await fetch(`${server.url}/articles`, {
    method: "PUT",
    body: JSON.stringify({ mappings: { properties: { revision: { type: "text" } } } }),
  });

  await expect((await load()).open()).rejects.toMatchObject({
    failure: "misconfigured",
    why: expect.stringContaining("revision: expected integer, got text"),
  });
});

test("two that make the index at once both open it", async () => {
  await Promise.all([opened(), opened(), opened()]);

  expect(Object.keys(server.mapping("articles"))).toContain("article_id");
});

test("an index that is deleted under us is not made anew with guessed fields", async () => {
  const adapter = await opened();
  server.drop("articles");

  await expect(adapter.write(some(1))).rejects.toMatchObject({ failure: "misconfigured" });
  expect(server.documents("articles")).toEqual([]);
});

test("from the first document that a full queue refuses, all come again in order", async () => {
  const adapter = await opened();
  server.failNext(null, QUEUE_FULL, null, QUEUE_FULL);

  const receipts = await adapter.write(some(4));

  expect(outcomes(receipts)).toEqual(["stored", "retry", "retry", "retry"]);
  expect(receipts[1]?.afterMs).toBe(5_000);
  expect(outcomes(await adapter.write(some(4)))).toEqual(["stale", "stored", "stale", "stored"]);
});

test("a queue that is full at the first document is a store that asks for time", async () => {
  const adapter = await opened();
  server.failNext(QUEUE_FULL);

  await expect(adapter.write(some(2))).rejects.toMatchObject({ failure: "throttled", afterMs: 5_000 });
});

test("waits as long as Retry-After says", async () => {
  const adapter = await opened();
  server.answerNext({ status: 429, headers: { "retry-after": "7" } });

  await expect(adapter.write(some(1))).rejects.toMatchObject({ failure: "throttled", afterMs: 7_000 });
});

test("cuts a request that is too large in two, down to the document that is", async () => {
  await server.close();
  server = await startBulkEndpoint({ maxContentBytes: 20_000 });
  const adapter = await opened();
  const batch = some(8, "短".repeat(300)).with(5, deliveryOf(articleOf(5, 1, "长".repeat(10_000)), 6));

  const receipts = await adapter.write(batch);

  expect(outcomes(receipts)).toEqual(batch.map((_, n) => (n === 5 ? "rejected" : "stored")));
  expect(receipts[5]?.reason).toMatch(/bytes, more than the server takes/);
});

test("a batch of many megabytes goes in requests of five", async () => {
  const adapter = await opened();

  expect(outcomes(await adapter.write(some(9, "文".repeat(100_000))))).toEqual(Array(9).fill("stored"));
  expect(server.bulks.length).toBeGreaterThan(1);
});

test.each<[Partial<ElasticsearchStore>, string]>([
  [{ username: "writer", password: "口令" }, `Basic ${Buffer.from("writer:口令").toString("base64")}`],
  [{ apiKey: "a2V5" }, "ApiKey a2V5"],
  [{ token: "abc" }, "Bearer abc"],
])("sends the credentials of %o", async (credentials, authorization) => {
  await server.close();
  server = await startBulkEndpoint({ authorization });

  expect(outcomes(await (await opened(credentials)).write(some(1)))).toEqual(["stored"]);
  await expect(opened()).rejects.toMatchObject({ failure: "misconfigured", exitCode: 3 });
});

test("a proxy that has lost its server is transient", async () => {
  const adapter = await opened();
  server.answerNext({ status: 502 });

  await expect(adapter.write(some(1))).rejects.toMatchObject({ failure: "transient" });
});

test("reads an inventory of more than one page", async () => {
  const adapter = await opened();
  for (let from = 0; from < 2_500; from += 500)
    await adapter.write(Array.from({ length: 500 }, (_, n) => deliveryOf(articleOf(from + n), n + 1)));
  const ids = new Set<string>();
  for await (const page of adapter.inventory?.() ?? []) for (const { articleId } of page) ids.add(articleId);

  expect(ids.size).toBe(2_500);
});
