import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { startSite, Random, type FixtureSite } from "@caibian/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

import { operate } from "./operator.ts";
import { dealsOf, noOrders, type Order } from "./orders.ts";
import type { TestedStore } from "./stores/tested-store.ts";

let site: FixtureSite;
beforeAll(async () => {
  site = await startSite({ articles: 12 });
});
afterAll(() => site.close());

const quiet: Omit<TestedStore, "input" | "kind"> = {
  wire: null,
  server: null,
  holding: () => Promise.resolve(new Set()),
  reading: () => Promise.resolve({ name: "quiet", kind: "file", records: [] }),
  close: () => Promise.resolve(),
};
const stores: readonly TestedStore[] = [
  { ...quiet, input: { id: "files", type: "jsonl" }, kind: "file" },
  { ...quiet, input: { id: "hook", type: "webhook" }, kind: "message" },
];

test("an order is given again until it is answered, through errors and broken connections", async () => {
  let asked = 0;
  const answer: RequestListener = (request, response) => {
    asked++;
    if (asked === 1) request.socket.destroy();
    else response.writeHead(asked === 2 ? 503 : 200).end(JSON.stringify({ asked: 0 }));
  };
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const consoleUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { seed: 1, stories: [], signal: AbortSignal.abort(), note: () => undefined };

  const orders = await operate({ stores, site, consoleUrl }, options);

  expect(Object.fromEntries(orders.done)).toEqual({ replay: 1 });
  expect(orders.refused).toEqual([]);
  expect(asked).toBe(3);
  server.close();
});

test("no story is dealt twice, and every one of them is in the books", () => {
  const orders = noOrders();
  const deals = dealsOf({ stores, site }, site.ids(), orders, new Random(3));

  for (let round = 0; round < 20; round++) for (const deal of deals) deal();

  const all = [...orders.withdrawn, ...orders.erased];
  expect(new Set(all).size).toBe(12);
  expect(all).toHaveLength(12);
  expect(orders.erased.length).toBeGreaterThan(0);
});

test("what a comparison finds is kept, and what may have been sent again is counted", () => {
  const orders = noOrders();
  const dealt = dealsOf({ stores, site }, [], orders, new Random(4)).map((deal) => deal());
  const find = (kind: string): Order | undefined => dealt.find((order) => order?.kind === kind) ?? undefined;

  find("verify")?.hear?.({ counts: { missing: 0, surplus: 0 }, first: [] });
  expect(orders.differences).toEqual([]);
  find("verify")?.hear?.({ counts: { missing: 2, surplus: 0 }, first: ["x"] });
  find("backfill")?.mayBeDone?.();
  find("backfill")?.mayBeDone?.();

  expect(orders.differences).toEqual([expect.stringContaining('files: {"missing":2')]);
  expect([...orders.backfills.values()]).toEqual([2]);
});
