import { EXIT, messageOf, readRedisUrl, redisPlace, type RedisSettings } from "@caibian/schema";
import { createRedisBackend } from "bullmq";
import type { Cluster, Redis } from "ioredis";

import { QueueError, QueueUnreachableError } from "../errors.ts";
import { checkRedis } from "./check-redis.ts";
import type { Backend, BackendSettings } from "./engine.ts";
import { openClient, openLink, type LinkBounds } from "./redis-links.ts";

const CONNECT_MS = 5_000;
/** A worker's blocking question takes up to 10 s by itself. */
const WAITING_SILENCE_MS = 20_000;
const ADDING_SILENCE_MS = 10_000;

/** Checks that the server answers, and tells BullMQ how to reach it. */
export async function openRedis(where: string | RedisSettings, settings: BackendSettings): Promise<Backend> {
  const redis = typeof where === "string" ? settingsOf(where) : where;
  await probe(redis, (client) => client.ping());
  const told = (error: Error): void => settings.log(`queue on ${redisPlace(redis)}: ${error.message}`);
  return {
    kind: "redis",
    // Cluster-safe: braces keep all keys of a queue in one slot.
    prefix: redis.shape === "cluster" ? "{caibian}" : null,
    link: (role) => openLink(redis, BOUNDS[role], told),
    factory: createRedisBackend,
    warnings: () => probe(redis, (client) => checkRedis(client, redis)),
  };
}

/** For those who add: fails within seconds when the server is away. For those who wait: tries for ever. */
const BOUNDS: Readonly<Record<"adding" | "waiting", LinkBounds>> = {
  adding: {
    maxRetriesPerRequest: 3,
    connectTimeout: CONNECT_MS,
    socketTimeout: ADDING_SILENCE_MS,
    commandTimeout: 15_000,
  },
  waiting: { maxRetriesPerRequest: null, connectTimeout: CONNECT_MS, socketTimeout: WAITING_SILENCE_MS },
};

function settingsOf(url: string): RedisSettings {
  const read = readRedisUrl(url);
  if (read.ok) return read.settings;
  throw new QueueError({
    code: "E_QUEUE_CONFIG",
    what: "the queue's Redis URL cannot be read",
    why: read.why,
    next: "correct `queue` in the config, or REDIS_URL",
    exitCode: EXIT.config,
  });
}

/** Opens a connection for one question: BullMQ's own would try for ever. */
async function probe<T>(settings: RedisSettings, ask: (client: Redis | Cluster) => Promise<T>): Promise<T> {
  const client = openClient(settings, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let why = "";
  client.on("error", (error: Error) => {
    why = wordsOf(error);
  });
  try {
    await client.connect();
    return await ask(client);
  } catch (error) {
    throw new QueueUnreachableError({
      code: "E_QUEUE_UNREACHABLE",
      what: "the queue's Redis does not answer",
      where: redisPlace(settings),
      why: why || wordsOf(error),
      next: "start it, correct REDIS_URL, or leave REDIS_URL out to keep the queue in the ledger",
      cause: error,
    });
  } finally {
    client.disconnect();
  }
}

/** A Cluster's error names no cause of its own: that of its last node is kept beside it. */
function wordsOf(error: unknown): string {
  const last = error instanceof Error && "lastNodeError" in error ? error.lastNodeError : null;
  return last instanceof Error ? `${messageOf(error)} (${last.message})` : messageOf(error);
}
