import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";

import { spawnUntil } from "@caibian/testkit";
import type { JobContext, JobOutcome, Lanes, Schedule } from "@caibian/schema";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import type { QueueEngine } from "../engine/engine.ts";
import { openQueue, type OpenQueue, type QueueOptions } from "../open-queue.ts";

/** A server that a queue lives on, started for one suite. */
export interface QueueServer {
  readonly engine: QueueEngine;
  /** Where another process reaches it; null where only this one can. */
  readonly address: WorkerAddress | null;
  /** Takes it away and brings it back, its jobs kept or not. */
  bounce(): Promise<void>;
  /** Forgets every job and schedule. */
  wipe(): Promise<void>;
  stop(): Promise<void>;
}

/** What a worker process is told. */
export type WorkerAddress =
  | { readonly kind: "redis"; readonly url: string }
  | { readonly kind: "postgres"; readonly url: string };

const DONE: JobOutcome = { kind: "done" };
type Deliver = Lanes["deliver"];

/** A promise and what settles it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const bell = new AbortController();
  const opened = new Promise<void>((resolve) => {
    bell.signal.addEventListener("abort", () => resolve());
  });
  return { opened, open: () => bell.abort() };
}

const everySecond = (id: string): Schedule<"visit"> => ({
  id,
  cron: "* * * * * *",
  timeZone: "Asia/Shanghai",
  data: { sourceId: id, reason: "schedule" },
});

const range = (upTo: number, shard = 0): Deliver => ({ storeId: "files", shard, upTo });

/** What every engine of the queue does, on a real server; not run where that cannot be had. */
export function queueContract(name: string, isThere: boolean, startServer: () => Promise<QueueServer>): void {
  describe.runIf(isThere)(`the queue on ${name}`, () => {
    let server: QueueServer;
    const open: OpenQueue[] = [];

    beforeAll(async () => {
      server = await startServer();
    });
    afterEach(async () => {
      for (const queue of open.splice(0)) await queue.close();
    });
    afterAll(async () => {
      await server.stop();
    });

    async function openHere(options: Partial<QueueOptions> = {}): Promise<OpenQueue> {
      const prefix = `t${randomBytes(4).toString("hex")}`;
      const queue = await openQueue({ engine: server.engine, prefix, backoffMs: 20, ...options });
      open.push(queue);
      return queue;
    }

    test("runs what was added, with its data, and keeps few of the finished", async () => {
      const queue = await openHere();
      const seen: Deliver[] = [];
      const all = gate();
      await queue.work(
        "deliver",
        (data) => {
          seen.push(data);
          if (seen.length === 3) all.open();
          return Promise.resolve(DONE);
        },
        { concurrency: 1 },
      );

      for (const shard of [1, 2, 3]) await queue.add("deliver", range(7, shard), { key: `files:${String(shard)}` });
      await all.opened;

      expect(seen).toEqual([range(7, 1), range(7, 2), range(7, 3)]);
      expect(await queue.counts("visit")).toMatchObject({ waiting: 0, active: 0 });
    });

    test("lets jobs of one key wait only once", async () => {
      const queue = await openHere();

      for (let upTo = 1; upTo <= 5; upTo++) await queue.add("deliver", range(upTo), { key: "files:0" });

      expect((await queue.counts("deliver")).waiting).toBe(1);
    });

    test("makes exactly one more run of the adds that come while one runs, never two at once", async () => {
      const queue = await openHere();
      const runs: number[] = [];
      const started = gate();
      const hold = gate();
      const second = gate();
      let atOnce = 0;
      let most = 0;
      await queue.work(
        "deliver",
        async (data) => {
          most = Math.max(most, ++atOnce);
          runs.push(data.upTo);
          if (runs.length === 1) {
            started.open();
            await hold.opened;
          } else second.open();
          atOnce--;
          return DONE;
        },
        { concurrency: 4 },
      );

      await queue.add("deliver", range(1), { key: "files:0" });
      await started.opened;
      for (let upTo = 2; upTo <= 9; upTo++) await queue.add("deliver", range(upTo), { key: "files:0" });
      hold.open();
      await second.opened;
      await expect.poll(() => queue.counts("deliver")).toMatchObject({ waiting: 0, active: 0, delayed: 0 });

      expect(runs).toEqual([1, 9]);
      expect(most).toBe(1);
    });

    test("runs a key again and again after each end: no id swallows an add", async () => {
      const queue = await openHere();
      let runs = 0;
      await queue.work(
        "deliver",
        () => {
          runs++;
          return Promise.resolve(DONE);
        },
        { concurrency: 1 },
      );

      for (let n = 1; n <= 5; n++) {
        await queue.add("deliver", range(n), { key: "files:0" });
        await expect.poll(() => runs).toBe(n);
        await expect.poll(async () => (await queue.counts("deliver")).active).toBe(0);
      }
    });

    test("again waits and uses no attempt", async () => {
      const queue = await openHere({ attempts: 2 });
      const attempts: number[] = [];
      const done = gate();
      await queue.work(
        "deliver",
        (_data, context: JobContext) => {
          attempts.push(context.attempt);
          if (attempts.length < 5) return Promise.resolve({ kind: "again", afterMs: 10 });
          done.open();
          return Promise.resolve(DONE);
        },
        { concurrency: 1 },
      );

      await queue.add("deliver", range(1), { key: "files:0" });
      await done.opened;

      expect(attempts).toEqual([1, 1, 1, 1, 1]);
    });

    test("a throw is tried again with a wait, a bounded number of times; then the key is free", async () => {
      const queue = await openHere({ attempts: 3, backoffMs: 5 });
      const attempts: number[] = [];
      await queue.work(
        "deliver",
        (_data, context) => {
          attempts.push(context.attempt);
          if (attempts.length <= 3) return Promise.reject(new Error("not now"));
          return Promise.resolve(DONE);
        },
        { concurrency: 1 },
      );

      await queue.add("deliver", range(1), { key: "files:0" });
      await expect.poll(async () => (await queue.counts("deliver")).failed).toBe(1);
      await queue.add("deliver", range(2), { key: "files:0" });
      await expect.poll(() => attempts).toEqual([1, 2, 3, 1]);
    });

    test("keeps a delayed job back, and does not let its key wait twice", async () => {
      const queue = await openHere();

      await queue.add("deliver", range(1), { key: "files:0", delayMs: 60_000 });
      await queue.add("deliver", range(2), { key: "files:0" });

      expect(await queue.counts("deliver")).toMatchObject({ waiting: 0, delayed: 1 });
    });

    test("makes the schedules exactly these, and their ticks run under the schedule's key", async () => {
      const queue = await openHere();
      const visited: string[] = [];
      await queue.work(
        "visit",
        (data) => {
          visited.push(data.sourceId);
          return Promise.resolve(DONE);
        },
        { concurrency: 1 },
      );
      await queue.schedule("visit", [everySecond("old"), everySecond("snd")]);
      await queue.schedule("visit", [everySecond("snd")]);
      visited.length = 0;
      await expect.poll(() => visited.length, { timeout: 8_000 }).toBeGreaterThanOrEqual(4);

      // The work of a tick that had come before may still have been waiting.
      expect(visited.slice(-2)).toEqual(["snd", "snd"]);
      await queue.schedule("visit", []);
      await expect.poll(async () => (await queue.counts("visit")).delayed).toBe(0);
    });

    test("closing aborts the signal of a job that takes too long, and waits for it", async () => {
      const queue = await openHere();
      const started = gate();
      let aborted = false;
      const working = await queue.work(
        "deliver",
        async (_data, context) => {
          started.open();
          await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
          aborted = true;
          return DONE;
        },
        { concurrency: 1 },
      );

      await queue.add("deliver", range(1), { key: "files:0" });
      await started.opened;
      await working.close(20);

      expect(aborted).toBe(true);
    });

    test("says in words what is amiss with the server, and shows its queues", async () => {
      const queue = await openHere();

      expect(await queue.warnings()).toEqual([]);
      expect(queue.board()).toHaveLength(2);
    });

    test("starts a job that waits for its moment when it is urgent, and only one of the key", async () => {
      const queue = await openHere();
      const runs: number[] = [];
      await queue.add("deliver", range(1), { key: "files:0", delayMs: 60_000 });
      await queue.work(
        "deliver",
        (data) => {
          runs.push(data.upTo);
          return Promise.resolve(DONE);
        },
        { concurrency: 1 },
      );

      await queue.add("deliver", range(1), { key: "files:0", isUrgent: true });
      await expect.poll(() => runs).toEqual([1]);
      await expect.poll(() => queue.counts("deliver")).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
    });

    test("setting the same schedules again leaves a tick alone that is near", async () => {
      const queue = await openHere();
      let ticks = 0;
      await queue.work(
        "visit",
        () => {
          ticks++;
          return Promise.resolve(DONE);
        },
        { concurrency: 1 },
      );
      await queue.schedule("visit", [everySecond("snd")]);

      const again = setInterval(() => void queue.schedule("visit", [everySecond("snd")]), 50);
      await expect.poll(() => ticks, { timeout: 8_000 }).toBeGreaterThanOrEqual(3);
      clearInterval(again);
    });

    test("closing does not wait for a job that heeds no signal", async () => {
      const queue = await openHere();
      const started = gate();
      const hold = gate();
      const working = await queue.work(
        "deliver",
        async () => {
          started.open();
          await hold.opened;
          return DONE;
        },
        { concurrency: 1 },
      );
      await queue.add("deliver", range(1), { key: "files:0" });
      await started.opened;

      const before = performance.now();
      await working.close(50);

      expect(performance.now() - before).toBeLessThan(4_000);
      hold.open();
    });

    test(
      "jobs of killed workers are done by others, and none fails for good",
      { timeout: 120_000 },
      async (context) => {
        const { address } = server;
        if (address === null) {
          context.skip("only one process can have it");
          return;
        }
        const prefix = `t${randomBytes(4).toString("hex")}`;
        const queue = await openHere({ prefix, stalledMs: 500 });
        for (let shard = 0; shard < 60; shard++)
          await queue.add("deliver", range(1, shard), { key: `files:${String(shard)}` });

        // At BullMQ's own settings 20 of 60 jobs failed for good in this.
        for (let kill = 0; kill < 6; kill++) {
          const report = await spawnUntil({
            command: process.execPath,
            args: ["--import", "tsx", "--conditions=source", WORKER, JSON.stringify({ address, prefix })],
            killAt: { marker: "holds 10" },
            timeoutMs: 20_000,
          });
          expect(report.killed, report.stderr).toBe(true);
        }
        const done = new Set<number>();
        await queue.work(
          "deliver",
          (data) => {
            done.add(data.shard);
            return Promise.resolve(DONE);
          },
          { concurrency: 10 },
        );

        await expect.poll(() => done.size, { timeout: 30_000 }).toBe(60);
        await expect.poll(() => queue.counts("deliver")).toMatchObject({ waiting: 0, active: 0, failed: 0 });
      },
    );

    test("goes on after its server was gone and back", { timeout: 60_000 }, async () => {
      const queue = await openHere();
      const seen = new Set<number>();
      await queue.work(
        "deliver",
        (data) => {
          seen.add(data.upTo);
          return Promise.resolve(DONE);
        },
        { concurrency: 2 },
      );
      await queue.add("deliver", range(1), { key: "files:0" });
      await expect.poll(() => seen.has(1)).toBe(true);

      await server.bounce();
      await addUntilTaken(queue, 2);

      await expect.poll(() => seen.has(2), { timeout: 20_000 }).toBe(true);
    });

    test("goes on after its server forgot everything", { timeout: 60_000 }, async () => {
      const queue = await openHere();
      const seen = new Set<number>();
      await queue.work(
        "deliver",
        (data) => {
          seen.add(data.upTo);
          return Promise.resolve(DONE);
        },
        { concurrency: 2 },
      );
      await queue.schedule("visit", [everySecond("snd")]);

      await server.wipe();
      await queue.schedule("visit", [everySecond("snd")]);
      await addUntilTaken(queue, 1);

      await expect.poll(() => seen.has(1), { timeout: 20_000 }).toBe(true);
      await expect
        .poll(async () => (await queue.counts("visit")).delayed + (await queue.counts("visit")).waiting)
        .toBeGreaterThan(0);
    });
  });
}

const WORKER = fileURLToPath(new URL("hold-jobs.test-child.ts", import.meta.url));

/** Adds as the ledger's reconciler does: again, until the server takes it. */
async function addUntilTaken(queue: OpenQueue, upTo: number): Promise<void> {
  await expect
    .poll(
      async () => {
        await queue.add("deliver", range(upTo), { key: "files:0" });
        return true;
      },
      { timeout: 30_000 },
    )
    .toBe(true);
}
