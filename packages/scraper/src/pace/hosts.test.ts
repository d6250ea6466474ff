import { sourceSchema, type HostMemory, type Source } from "@caibian/schema";
import fc from "fast-check";
import { expect, test } from "vitest";

import { FakeTime } from "./fake-time.test-double.ts";
import type { Ending } from "./host-clock.ts";
import { createHosts, type Hosts, type VisitHosts } from "./hosts.ts";
import { MemoryHostBook } from "./memory-host-book.ts";

const source = (delayMs: number, more: object = {}): Source =>
  sourceSchema.parse({ id: "s", start: ["http://a.test/list/"], limits: { delayMs, ...more } });

interface Request {
  readonly visit: VisitHosts;
  readonly host: string;
  readonly tookMs: number;
  readonly ending: Ending;
  readonly delayMs?: number;
}

/** What a server sees: when requests come and go. */
interface Seen {
  readonly host: string;
  readonly fromMs: number;
  toMs: number;
  /** The gap that the asking Source wants before it. */
  readonly delayMs: number;
}

async function ask(
  time: FakeTime,
  { visit, host, tookMs, ending, delayMs = 0 }: Request,
  seen: Seen[],
): Promise<string> {
  const turn = await visit.turn(host);
  if (turn.kind === "closed") return turn.cause;
  const request = { host, fromMs: time.now(), toMs: Number.NaN, delayMs };
  seen.push(request);
  await time.sleep(tookMs, new AbortController().signal);
  request.toMs = time.now();
  await turn.end(ending);
  return "asked";
}

/** Requests that came before their host had its gap, or while another was in flight. */
function tooEarly(seen: readonly Seen[]): readonly Seen[] {
  return seen.filter((one, index) => {
    const before = seen.slice(0, index).findLast(({ host }) => host === one.host);
    return before !== undefined && !(one.fromMs - before.toMs >= one.delayMs);
  });
}

const join = (hosts: Hosts, of: Source, byHand = false): VisitHosts =>
  hosts.join(of, { byHand, signal: new AbortController().signal });

const ENDING = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Ending>({ kind: "answered", ms: 100 }) },
  { weight: 2, arbitrary: fc.constant<Ending>({ kind: "failed" }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("throttled" as const), afterMs: fc.nat(120_000) }) },
);

test("whatever is asked by whomever, a host has its gap and one request at a time", async () => {
  const requests = fc.array(
    fc.record({ visit: fc.nat(3), host: fc.constantFrom("a.test", "b.test"), tookMs: fc.nat(4000), ending: ENDING }),
    { minLength: 1, maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(
      requests,
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 3000 }),
      async (all, a, b) => {
        const time = new FakeTime();
        const book = new MemoryHostBook(time, true);
        // Two processes with two Visits each.
        const processes = [createHosts({ book, time }), createHosts({ book, time })];
        const visits = processes.flatMap((hosts) => [join(hosts, source(a)), join(hosts, source(b))]);
        const seen: Seen[] = [];

        const work = all.map((one) => {
          const delayMs = one.visit % 2 === 0 ? a : b;
          return ask(time, { ...one, visit: visits[one.visit]!, delayMs }, seen);
        });
        await time.until(Promise.all(work));

        expect(tooEarly(seen)).toEqual([]);
        await time.until(Promise.all(processes.map((hosts) => hosts.close())));
      },
    ),
    { numRuns: 150 },
  );
});

test("two visits of one process share a clock, and the strictest limits hold", async () => {
  const time = new FakeTime();
  const hosts = createHosts({ time, random: () => 0 });
  const [slow, quick] = [join(hosts, source(5000)), join(hosts, source(100))];
  const seen: Seen[] = [];
  const one = { host: "a.test", tookMs: 0, ending: { kind: "answered", ms: 0 } } as const;

  await time.until(Promise.all([slow, quick, quick, slow].map((visit) => ask(time, { ...one, visit }, seen))));

  const begun = seen.map(({ fromMs }) => fromMs - (seen[0]?.fromMs ?? 0));
  expect(begun).toEqual([0, 5000, 10_000, 15_000]);
  await slow.leave();
  expect(await time.until(ask(time, { ...one, visit: quick }, seen))).toBe("asked");
  expect((seen[4]?.fromMs ?? 0) - (seen[3]?.fromMs ?? 0)).toBe(100);
});

test("on an entry host the limits of every source hold, also of those that are not visited", async () => {
  const time = new FakeTime();
  const hosts = createHosts({ time, random: () => 0, sources: [source(4000), source(10)] });
  const visit = join(hosts, source(10));
  const seen: Seen[] = [];
  const one = { visit, host: "a.test", tookMs: 0, ending: { kind: "answered", ms: 0 } } as const;

  await time.until(Promise.all([ask(time, one, seen), ask(time, one, seen)]));

  expect((seen[1]?.fromMs ?? 0) - (seen[0]?.fromMs ?? 0)).toBe(4000);
});

test("a process that holds a host for long lets another in between", async () => {
  const time = new FakeTime();
  const book = new MemoryHostBook(time, true);
  const [busy, other] = [createHosts({ book, time }), createHosts({ book, time })].map((hosts) =>
    join(hosts, source(2000)),
  );
  const one = { host: "a.test", tookMs: 100, ending: { kind: "answered", ms: 100 } } as const;
  const order: string[] = [];
  const askAs = (name: string, visit: VisitHosts): Promise<unknown> =>
    ask(time, { ...one, visit }, []).then((what) => order.push(`${name} ${what}`));

  const many = Array.from({ length: 30 }, () => askAs("busy", busy!));
  await time.until(Promise.all([...many, askAs("other", other!)]));

  expect(order).toHaveLength(31);
  expect(order.indexOf("other asked")).toBeGreaterThan(5);
  expect(order.indexOf("other asked")).toBeLessThan(15);
});

test("a host that another process keeps for itself is given up after a while", async () => {
  const time = new FakeTime();
  const book = new MemoryHostBook(time, true);
  await book.take("a.test");
  const visit = join(createHosts({ book, time }), source(1000));
  const start = time.now();

  const turn = await time.until(visit.turn("a.test"));

  expect(turn).toMatchObject({ kind: "closed", cause: "busy" });
  expect(time.now() - start).toBeLessThan(90_000);
  // Who stood in line behind has waited as long.
  const second = time.now();
  expect(await time.until(visit.turn("a.test"))).toMatchObject({ cause: "busy" });
  expect(time.now()).toBe(second);
});

test("a host's block is in the book before anything else happens, and outlives the process", async () => {
  const time = new FakeTime();
  const book = new MemoryHostBook(time);
  const saved: HostMemory[] = [];
  const take = book.take.bind(book);
  book.take = async (host) => {
    const hold = await take(host);
    return hold && { ...hold, save: async (memory) => void saved.push(memory) };
  };
  const hosts = createHosts({ book, time });
  const visit = join(hosts, source(0));

  const ending: Ending = { kind: "blocked", guard: "rs" };
  await time.until(ask(time, { visit, host: "a.test", tookMs: 10, ending }, []));
  expect(saved).toMatchObject([{ cause: "blocked:rs", coolings: 1, waitMs: 3_600_000 }]);
  await visit.leave();

  expect(await join(createHosts({ book, time }), source(0), true).turn("a.test")).toMatchObject({
    kind: "closed",
    cause: "blocked:rs",
  });
});

test("a book that fails when a visit leaves is told, and hides nothing", async () => {
  const time = new FakeTime();
  const book = new MemoryHostBook(time);
  const take = book.take.bind(book);
  book.take = async (host) => {
    const hold = await take(host);
    return hold && { ...hold, release: () => Promise.reject(new Error("ledger down")) };
  };
  const warned: string[] = [];
  const hosts = createHosts({ book, time, warn: (text) => warned.push(text) });
  const visit = join(hosts, source(0));
  await time.until(ask(time, { visit, host: "a.test", tookMs: 10, ending: { kind: "answered", ms: 10 } }, []));

  await visit.leave();

  expect(warned).toEqual(["What is known of a.test was not kept: ledger down"]);
  await expect(hosts.close()).resolves.toBeUndefined();
});

test("who is cut off leaves the line at once, the others go on", async () => {
  const time = new FakeTime();
  const hosts = createHosts({ time });
  const stop = new AbortController();
  const visit = join(hosts, source(10_000));
  const cut = hosts.join(source(10_000), { byHand: false, signal: stop.signal });
  const one = { host: "a.test", tookMs: 0, ending: { kind: "answered", ms: 0 } } as const;
  await time.until(ask(time, { ...one, visit }, []));

  const waiting = [ask(time, { ...one, visit }, []), ask(time, { ...one, visit: cut }, [])];
  stop.abort(new Error("cut"));

  await expect(waiting[1]).rejects.toThrow("cut");
  expect(await time.until(waiting[0]!)).toBe("asked");
});
