import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { storeSchema, type StoreAdapter, type WriteContext } from "@caibian/schema";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { writeBatch } from "../../deliver/write-batch.ts";
import { articleOf, deliveryOf, numbersOfShard, withdrawalOf } from "../../fixtures/article.ts";
import { fetchPoster, startReceiver, type Receiver } from "../../fixtures/receiver.ts";
import { loadStore } from "../load-store.ts";

const [first = 0, second = 0, third = 0] = numbersOfShard(3, 3);
const CONTEXT: WriteContext = { replay: false, signal: new AbortController().signal };
let receiver: Receiver;

describe("a webhook store", () => {
  const secret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
  const load = (config: object = {}): Promise<StoreAdapter> =>
    loadStore(
      storeSchema.parse({ id: "hook", type: "webhook", url: receiver.url, secret, timeoutMs: 2_000, ...config }),
      { client: fetchPoster },
    );

  beforeAll(async () => {
    receiver = await startReceiver();
  });
  beforeEach(() => {
    receiver.received.length = 0;
    receiver.answer = () => ({ status: 204 });
  });
  afterAll(() => receiver.stop());

  test("signs what it sends, so that the receiver can check it", async () => {
    await (await load()).write([deliveryOf(articleOf(first, 2), 1)]);

    const [one] = receiver.received;
    const event = new Webhook(secret).verify(one?.body ?? "", one?.headers as Record<string, string>);
    const id = `${articleOf(first).id}:2`;
    expect(one?.headers).toMatchObject({ "webhook-id": id, "content-type": expect.stringContaining("cloudevents") });
    expect(event).toMatchObject({ specversion: "1.0", id, type: "caibian.article.update", data: articleOf(first, 2) });
  });

  test.each([
    [401, {}, "misconfigured"],
    [410, {}, "misconfigured"],
    [429, { "retry-after": "7" }, "throttled"],
    [503, { "retry-after": "7" }, "throttled"],
    [500, {}, "transient"],
  ])("reads %i as a store that is %s %s", async (status, headers, failure) => {
    receiver.answer = () => ({ status, headers });

    const sending = (await load()).write([deliveryOf(articleOf(first), 1)]);

    await expect(sending).rejects.toMatchObject(failure === "throttled" ? { failure, afterMs: 7_000 } : { failure });
  });

  test("keeps what was sent before the receiver failed, and gives back the rest in order", async () => {
    receiver.answer = () => ({ status: receiver.received.length === 1 ? 429 : 204, headers: { "retry-after": "1" } });

    const receipts = await (await load()).write([first, second, third].map((n, i) => deliveryOf(articleOf(n), i + 1)));

    expect(receipts.map((one) => one.outcome)).toEqual(["stored", "retry", "retry"]);
    expect(receipts[1]?.afterMs).toBe(1_000);
    expect(receiver.received).toHaveLength(1);
  });

  test("while one secret takes over from another, a receiver that has either can check", async () => {
    const other = `whsec_${Buffer.from("fedcba9876543210fedcba9876543210").toString("base64")}`;
    await (await load({ secret: [other, secret] })).write([deliveryOf(articleOf(first), 1)]);

    const [one] = receiver.received;
    for (const known of [secret, other]) {
      expect(() => new Webhook(known).verify(one?.body ?? "", one?.headers as Record<string, string>)).not.toThrow();
    }
  });

  test("a thin body tells what changed and no text", async () => {
    const article = articleOf(first, 1, "正文不外传");
    await (await load({ body: "thin" })).write([deliveryOf(article, 1)]);

    const { id, url, revision, status, contentHash, title } = article;
    const event = JSON.parse(receiver.received[0]?.body ?? "") as object;
    expect(event).toMatchObject({ data: { id, url, revision, status, contentHash, title } });
    expect(receiver.received[0]?.body).not.toContain("正文不外传");
  });

  test("a takedown has a type of its own", async () => {
    await (await load()).write([{ ...withdrawalOf(articleOf(first, 2), 1), erase: true }]);

    expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({ type: "caibian.article.takedown" });
  });

  test("a batch goes in one request, with the same id when it comes again", async () => {
    const adapter = await load({ batch: true });
    const batch = [first, second, third].map((n, i) => deliveryOf(articleOf(n), i + 1));
    await adapter.write(batch);
    await adapter.write(batch);

    const [one, again] = receiver.received;
    expect(one?.headers["content-type"]).toContain("application/cloudevents-batch+json");
    expect(one?.headers["webhook-id"]).toBe(again?.headers["webhook-id"]);
    const events = new Webhook(secret).verify(one?.body ?? "", one?.headers as Record<string, string>) as object[];
    expect(events).toMatchObject(batch.map(({ articleId }) => ({ id: `${articleId}:1`, subject: articleId })));
  });

  test("what was sent past a record that has to wait is not sent again", async () => {
    const adapter = await load({ concurrency: 3 });
    const batch = [first, second, third].map((n, i) => deliveryOf(articleOf(n), i + 1));
    const [, waits] = batch;
    let refusals = 0;
    receiver.answer = ({ headers }) => {
      const isIt = headers["webhook-id"] === `${String(waits?.articleId)}:1`;
      return { status: isIt && refusals++ === 0 ? 500 : 204 };
    };
    const outcomes = (await adapter.write(batch)).map((one) => one.outcome);
    const rest = await adapter.write(batch.slice(outcomes.indexOf("retry")));

    expect(rest.map((one) => one.outcome)).toEqual(rest.map(() => "stored"));
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toHaveLength(batch.length);
    expect(new Set(ids)).toEqual(new Set(batch.map(({ articleId }) => `${articleId}:1`)));
  });

  test.each([{ batch: false }, { batch: false, concurrency: 4 }, { batch: true }])(
    "as %o: a receiver that refuses everything is a person's to correct, and the rest waits",
    async (config) => {
      const adapter = await load(config);
      const numbers = numbersOfShard(3, 50);
      const batches = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) =>
        numbers.slice(i * 5, i * 5 + 5).map((n, j) => deliveryOf(articleOf(n), i * 5 + j + 1)),
      );
      receiver.answer = () => ({ status: 400 });
      let refused = 0;
      const failures: unknown[] = [];
      for (const batch of batches) {
        const answer = await writeBatch(adapter, batch, CONTEXT).catch((error: unknown) => void failures.push(error));
        refused += answer?.filter((one) => one.outcome === "rejected").length ?? 0;
      }
      receiver.answer = () => ({ status: 204 });
      const after = await writeBatch(adapter, batches[9] ?? [], CONTEXT);

      expect(refused).toBeLessThanOrEqual(25);
      expect(failures.length).toBeGreaterThanOrEqual(5);
      expect(failures).toEqual(
        failures.map(() =>
          expect.objectContaining({ failure: "misconfigured", exitCode: 3, next: expect.stringContaining("secret") }),
        ),
      );
      expect(after.map((one) => one.outcome)).toEqual(batches[9]?.map(() => "stored"));
    },
  );

  test("records that are refused among others, or as dead letters, stop nothing", async () => {
    const adapter = await load();
    const numbers = numbersOfShard(3, 60);
    const write = (context: WriteContext) =>
      numbers.map(async (n, i) => (await writeBatch(adapter, [deliveryOf(articleOf(n), i + 1)], context))[0]?.outcome);
    receiver.answer = () => ({ status: 400 });
    const replayed = await Promise.all(write({ ...CONTEXT, replay: true }));
    let asked = 0;
    receiver.answer = () => ({ status: asked++ % 10 === 9 ? 204 : 400 });
    const mixed = await Promise.all(write(CONTEXT));

    expect(new Set(replayed)).toEqual(new Set(["rejected"]));
    expect(mixed.filter((one) => one === "stored")).toHaveLength(6);
    expect(mixed.filter((one) => one === "rejected")).toHaveLength(54);
  });

  test("neither an answer nor a failure tells the secrets of the address", async () => {
    const url = receiver.url.replace("http://", "http://me:hunter2@").replace("/hook", "/T0/B1?token=s3cret");
    receiver.answer = () => ({ status: 404 });
    const answered: unknown = await (
      await load({ url: url.replace("me:hunter2@", "") })
    )
      .write([deliveryOf(articleOf(first), 1)])
      .catch((error: unknown) => error);
    // fetch refuses credentials in a URL, and says it with the URL.
    const failed: unknown = await (await load({ url })).write([deliveryOf(articleOf(first), 1)]).catch(String);

    for (const error of [answered, failed]) expect(String(error)).not.toMatch(/hunter2|s3cret|B1/);
    expect(answered).toMatchObject({ where: expect.stringContaining("127.0.0.1"), failure: "misconfigured" });
  });

  test("a redirect is not followed", async () => {
    receiver.answer = () => ({ status: 307, headers: { location: "http://127.0.0.1:9/" } });

    await expect((await load()).write([deliveryOf(articleOf(first), 1)])).rejects.toMatchObject({
      failure: "misconfigured",
    });
  });

  test("a receiver that does not answer is left at the deadline, and when delivery stops", async () => {
    const deaf = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(deaf, "listening");
    const url = `http://127.0.0.1:${String((deaf.address() as AddressInfo).port)}/`;
    const stop = new AbortController();
    const slow = await load({ url, timeoutMs: 200 });
    const stopped = await load({ url });
    const stopping = stopped.write([deliveryOf(articleOf(first), 1)], { replay: false, signal: stop.signal });
    stop.abort();

    await expect(stopping).rejects.toMatchObject({ failure: "down" });
    await expect(slow.write([deliveryOf(articleOf(first), 1)])).rejects.toMatchObject({ failure: "down" });
    deaf.closeAllConnections();
    deaf.close();
  });
});
