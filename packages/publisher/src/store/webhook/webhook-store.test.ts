import type { StoreAdapter } from "@caibian/schema";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { articleOf, deliveryOf, numbersOfShard } from "../../fixtures/article.ts";
import { fetchPoster, startReceiver, type Receiver } from "../../fixtures/receiver.ts";
import { loadStore } from "../load-store.ts";

const [first = 0, second = 0, third = 0] = numbersOfShard(3, 3);
let receiver: Receiver;

describe("a webhook store", () => {
  const secret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
  const load = (): Promise<StoreAdapter> =>
    loadStore(
      { id: "hook", type: "webhook", url: receiver.url, secret, timeoutMs: 2_000, batchSize: 10 },
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
});
