import type { JobOutcome, Lanes } from "@caibian/schema";
import { startRedis } from "@caibian/testkit";
import { describe, expect, test } from "vitest";

import { QueueUnreachableError } from "./errors.ts";
import { openQueue } from "./open-queue.ts";

const DONE: JobOutcome = { kind: "done" };
const range = (upTo: number): Lanes["deliver"] => ({ storeId: "files", shard: 0, upTo });

describe("Redis alone", () => {
  test("is reported when it does not answer", async () => {
    const opening = openQueue({ engine: { kind: "redis", url: "redis://user:secret@127.0.0.1:1" } });

    await expect(opening).rejects.toThrow(QueueUnreachableError);
    await expect(opening).rejects.toThrow(/^(?!.*secret).*ECONNREFUSED/);
  });

  test.each(["wiped", "killed and started"])("goes on working after it was %s in the middle", async (how) => {
    const server = await startRedis();
    const queue = await openQueue({ engine: { kind: "redis", url: server.url }, backoffMs: 20 });
    const seen = new Set<number>();
    await queue.work(
      "deliver",
      (data) => {
        seen.add(data.upTo);
        return Promise.resolve(DONE);
      },
      { concurrency: 1 },
    );
    await queue.add("deliver", range(1), { key: "files:0" });
    await expect.poll(() => seen.has(1)).toBe(true);

    if (how === "wiped") await server.wipe();
    else {
      await server.kill();
      await server.restart();
    }
    await queue.add("deliver", range(2), { key: "files:0" });
    await expect.poll(() => seen.has(2), { timeout: 15_000 }).toBe(true);

    await queue.close();
    await server.stop();
  });
});
