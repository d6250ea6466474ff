import type { Fetched } from "@caibian/http";
import { expect, test } from "vitest";

import type { Ending } from "../pace/host-clock.ts";
import { GuestTurns, type TakeTurn } from "./guest-turns.ts";

const answer = (status: number): Fetched => {
  const url = "http://b.test/app.js";
  return { url, finalUrl: url, status, headers: {}, bytes: Buffer.from("1"), redirects: [] };
};
const never = (_host: string, signal: AbortSignal): Promise<null> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

test("requests side by side are one turn of their host, which hears of the worst", async () => {
  const ended: Ending[] = [];
  let taken = 0;
  const take: TakeTurn = (_host, _signal) => {
    taken++;
    return Promise.resolve({ end: async (ending) => void ended.push(ending) });
  };
  const turns = new GuestTurns(take, new AbortController().signal);

  await Promise.all([200, 503, 200].map((status) => turns.during("b.test", async () => answer(status))));
  await turns.during("b.test", async () => answer(200));

  expect(taken).toBe(2);
  expect(ended.map(({ kind }) => kind)).toEqual(["failed", "answered"]);
});

test("a host that may not be asked is not asked", async () => {
  const turns = new GuestTurns(() => Promise.resolve(null), new AbortController().signal);
  let asked = 0;

  expect(await turns.during("b.test", async () => answer(200 + asked++))).toBeNull();
  expect(asked).toBe(0);
});

test("a page that is done with waits for nobody", async () => {
  const done = new AbortController();
  const turns = new GuestTurns(never, done.signal);
  const waiting = [
    turns.during("b.test", async () => answer(200)),
    turns.patiently(() => new Promise<Fetched>(() => undefined), null),
  ];

  expect(turns.isWaiting).toBe(true);
  done.abort();

  expect(await Promise.all(waiting)).toEqual([null, null]);
  expect(turns.isWaiting).toBe(false);
});

test("a page does without a host that does not get to its turn", { timeout: 10_000 }, async () => {
  const turns = new GuestTurns(never, new AbortController().signal);

  expect(await turns.during("b.test", async () => answer(200))).toBeNull();
});
