import type { Ledger } from "@caibian/ledger";
import type { QueueEngine } from "@caibian/queue";
import type { Config } from "@caibian/schema";

/** Where the queue lives: the Redis that the config or REDIS_URL names, else the ledger's own database. */
export function queueEngine(
  config: Config,
  ledger: Ledger,
  env: Readonly<Record<string, string | undefined>>,
): QueueEngine {
  const named = config.queue === "auto" ? env["REDIS_URL"] : config.queue;
  if (named === undefined || named === "" || named === "ledger") return { kind: "postgres", pool: ledger.sqlPool() };
  return { kind: "redis", url: named };
}
