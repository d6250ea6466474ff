import type { RedisSettings } from "@caibian/schema";
import { Cluster, type Redis } from "ioredis";

const OLDEST_VERSION = [6, 2] as const;
const MOST_SKEW_MS = 5_000;
/** Share of maxmemory above which it is nearly full. */
const NEARLY_FULL = 0.8;

type Facts = ReadonlyMap<string, string>;

/** Every check: what `INFO` of a server that works for the queue may hold, and in words what to do about it. */
const CHECKS: readonly ((facts: Facts) => string | null)[] = [
  (facts) => {
    const version = facts.get("redis_version") ?? "0";
    const [major = 0, minor = 0] = version.split(".").map(Number);
    const isOld = major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1]);
    return isOld ? `Redis ${version} is older than 6.2: upgrade it` : null;
  },
  (facts) => {
    const policy = facts.get("maxmemory_policy") ?? "noeviction";
    return policy === "noeviction"
      ? null
      : `Redis may throw queue keys away (maxmemory-policy is ${policy}): set it to noeviction`;
  },
  (facts) =>
    facts.get("aof_enabled") === "0"
      ? "Redis keeps no append-only file: jobs are lost when it dies (the ledger starts them again): set appendonly yes"
      : null,
  (facts) =>
    facts.get("appendfsync") === "no"
      ? "Redis leaves flushing its append-only file to the system (appendfsync is no): set it to everysec"
      : null,
  (facts) => {
    const most = Number(facts.get("maxmemory") ?? 0);
    const used = Number(facts.get("used_memory") ?? 0);
    if (most === 0 || used < most * NEARLY_FULL) return null;
    return `Redis has used ${String(Math.round((used / most) * 100))} % of its maxmemory: when it is full, no job can be added`;
  },
  (facts) =>
    facts.get("role") === "slave"
      ? "Redis is a replica, which takes no writes: name its master, or its Sentinels"
      : null,
  (facts) => (facts.get("loading") === "1" ? "Redis is still loading its data: jobs wait until it has" : null),
  (facts) =>
    facts.get("rdb_last_bgsave_status") === "err"
      ? "Redis could not save its snapshot and may refuse writes (MISCONF): free its disk, or see its log"
      : null,
  (facts) =>
    facts.get("aof_last_write_status") === "err"
      ? "Redis could not write its append-only file and may refuse writes (MISCONF): free its disk, or see its log"
      : null,
];

/** Looks at every master behind the settings, and says in words what may not hold. */
export async function checkRedis(client: Redis | Cluster, settings: RedisSettings): Promise<readonly string[]> {
  const warnings: string[] = [];
  if (settings.tls?.verify === false) {
    warnings.push("Redis is asked over TLS without a check of its certificate (verify: false): anybody may answer");
  }
  if (!(client instanceof Cluster)) {
    if (/redis_mode:cluster/.test(await client.info("server"))) {
      warnings.push("Redis is a node of a Cluster: name it by redis+cluster://, so that all keys lie in one slot");
    }
    return [...warnings, ...(await checkServer(client))];
  }
  for (const node of client.nodes("master")) {
    const { host, port } = node.options;
    for (const text of await checkServer(node)) warnings.push(`node ${host ?? ""}:${String(port)}: ${text}`);
  }
  return warnings;
}

async function checkServer(redis: Redis): Promise<readonly string[]> {
  const facts = readInfo(await redis.info());
  facts.set("appendfsync", await settingOf(redis, "appendfsync"));
  const warnings = CHECKS.flatMap((check) => check(facts) ?? []);
  if (facts.get("redis_mode") === "cluster" && !(await isWhole(redis))) {
    warnings.push("Redis's Cluster is not whole (cluster_state is not ok): jobs of a lost slot cannot be reached");
  }
  const [seconds, micros] = await redis.time();
  const skewMs = Math.abs(Number(seconds) * 1000 + Number(micros) / 1000 - Date.now());
  if (skewMs > MOST_SKEW_MS) {
    warnings.push(`the clock here and that of Redis differ by ${String(Math.round(skewMs / 1000))} s: delays will too`);
  }
  return warnings;
}

/** A setting, or "" where CONFIG is forbidden, as on most managed servers. */
async function settingOf(redis: Redis, name: string): Promise<string> {
  try {
    const [, value] = (await redis.config("GET", name)) as readonly string[];
    return value ?? "";
  } catch {
    // Nothing can be said of it then.
    return "";
  }
}

async function isWhole(redis: Redis): Promise<boolean> {
  return /cluster_state:ok/.test(await redis.cluster("INFO"));
}

function readInfo(text: string): Map<string, string> {
  const facts = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) facts.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return facts;
}
