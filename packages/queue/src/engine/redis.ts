import { messageOf } from "@caibian/schema";
import { createRedisBackend } from "bullmq";
import { Redis } from "ioredis";

import { QueueUnreachableError } from "../errors.ts";
import type { Backend } from "./engine.ts";

const CONNECT_MS = 5_000;
const OLDEST_VERSION = [6, 2] as const;

/** Checks that the server answers, and tells BullMQ how to reach it. */
export async function openRedis(url: string): Promise<Backend> {
  await probe(url, (redis) => redis.ping());
  return {
    kind: "redis",
    adding: { url, maxRetriesPerRequest: 3, connectTimeout: CONNECT_MS },
    waiting: { url, maxRetriesPerRequest: null, connectTimeout: CONNECT_MS },
    factory: createRedisBackend,
    warnings: () => probe(url, check),
  };
}

/** Opens a connection for one question: BullMQ's own would try for ever. */
async function probe<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let why = "";
  redis.on("error", (error: Error) => {
    why = error.message;
  });
  try {
    await redis.connect();
    return await ask(redis);
  } catch (error) {
    throw new QueueUnreachableError({
      code: "E_QUEUE_UNREACHABLE",
      what: "the queue's Redis does not answer",
      where: withoutPassword(url),
      why: why || messageOf(error),
      next: "start it, correct REDIS_URL, or leave REDIS_URL out to keep the queue in the ledger",
      cause: error,
    });
  } finally {
    redis.disconnect();
  }
}

async function check(redis: Redis): Promise<readonly string[]> {
  const warnings: string[] = [];
  const info = parseInfo(await redis.info());
  const version = info.get("redis_version") ?? "0";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1])) {
    warnings.push(`Redis ${version} is older than 6.2: upgrade it`);
  }
  const policy = info.get("maxmemory_policy");
  if (policy !== undefined && policy !== "noeviction") {
    warnings.push(`Redis may throw queue keys away (maxmemory-policy is ${policy}): set it to noeviction`);
  }
  if (info.get("aof_enabled") === "0") {
    warnings.push(
      "Redis keeps no append-only file: jobs are lost when it dies (the ledger starts them again): set appendonly yes",
    );
  }
  const [seconds] = await redis.time();
  const skewMs = Math.abs(Number(seconds) * 1000 - Date.now());
  if (skewMs > 5_000) {
    warnings.push(`the clock here and that of Redis differ by ${String(Math.round(skewMs / 1000))} s: delays will too`);
  }
  return warnings;
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) facts.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return facts;
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//…@");
}
