import type { RedisServer } from "@caibian/testkit";

import { NOTHING_TO_MEND, type Fault } from "./fault.ts";

const TARGET = "redis";

/** Redis killed, wiped, frozen, robbed of its last writes, and out of memory. */
export function redisFaults(redis: RedisServer): readonly Fault[] {
  return [
    {
      name: "redis killed",
      target: TARGET,
      lastsMs: [0, 8000],
      strike: async () => {
        await redis.kill();
        return () => redis.restart();
      },
    },
    {
      name: "redis wiped",
      target: TARGET,
      lastsMs: [0, 1000],
      strike: async () => {
        await redis.wipe();
        return NOTHING_TO_MEND;
      },
    },
    {
      name: "redis frozen",
      target: TARGET,
      lastsMs: [28_000, 30_000],
      strike: () => {
        process.kill(redis.pid, "SIGSTOP");
        return Promise.resolve(() => Promise.resolve(void process.kill(redis.pid, "SIGCONT")));
      },
    },
    {
      name: "redis lost the tail of its file",
      target: TARGET,
      lastsMs: [0, 4000],
      strike: async (random) => {
        await redis.kill();
        redis.cutTail(random.between(1, 20_000));
        return () => redis.restart();
      },
    },
    {
      name: "redis out of memory",
      target: TARGET,
      lastsMs: [3000, 15_000],
      strike: async () => {
        await redis.boundMemory(1);
        return () => redis.boundMemory(0);
      },
    },
  ];
}
