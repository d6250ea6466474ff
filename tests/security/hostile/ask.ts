// `ask.ts HOSTILE HEALTHY`: asks three healthy hosts at a steady rate, first alone, then while every hostile server is asked
// at once, twice over. Prints what each came to, how far memory grew and how much of the rate was kept.
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, FetchError } from "@caibian/http";

interface Server {
  readonly name: string;
  readonly ends: string;
  readonly url: string;
}

const [hostile = [], healthy = []] = process.argv.slice(2).map((text) => JSON.parse(text) as readonly Server[]);
const DEADLINE_MS = 5000;
const EVERY_MS = 50;
const ALONE_MS = 4000;

const ports = [...hostile, ...healthy].map(({ url }) => new URL(url).host);
const client = createClient({ userAgent: "caibian-test", allow: ports, deadlineMs: DEADLINE_MS });
let answers = 0;
const done = new AbortController();

/** One healthy host: one request at a time, on a clock. */
async function askSteadily({ url }: Server): Promise<void> {
  for (let due = performance.now(); !done.signal.aborted; due += EVERY_MS) {
    await sleep(Math.max(0, due - performance.now()));
    await client.get(url);
    answers++;
  }
}

async function outcomeOf(url: string): Promise<string> {
  try {
    return String((await client.get(url)).status);
  } catch (error) {
    return error instanceof FetchError ? error.code : `not ours: ${String(error)}`;
  }
}

let most = 0;
const meter = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10);
const steady = Promise.all(healthy.map(askSteadily));
// Compiled, connected, with the heap of a running crawl.
await sleep(1000);
const before = { answers, at: performance.now() };
most = 0;
await sleep(ALONE_MS);
const alone = (answers - before.answers) / (performance.now() - before.at);
const between = { answers, at: performance.now(), most };
const outcomes: { name: string; ends: string; got: string; ms: number }[] = [];
for (let round = 0; round < 2; round++)
  await Promise.all(
    hostile.map(async ({ name, ends, url }) => {
      const startedMs = performance.now();
      const got = await outcomeOf(url);
      outcomes.push({ name, ends, got, ms: performance.now() - startedMs });
    }),
  );
const under = (answers - between.answers) / (performance.now() - between.at);
done.abort();
await steady;
clearInterval(meter);
await client.close();
console.log(
  JSON.stringify({
    outcomes,
    grownMb: (most - between.most) / 1024 / 1024,
    keptRate: under / alone,
    deadlineMs: DEADLINE_MS,
  }),
);
