import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { openLedger, type Ledger } from "@caibian/ledger";
import { loadStore, StoreTakenError } from "@caibian/publisher";
import { openQueue } from "@caibian/queue";
import { createClient } from "@caibian/http";
import { CaibianError, messageOf, type Config, type Store } from "@caibian/schema";

import { nextStepOf } from "../advise/next-step.ts";
import { queueEngine } from "../app/queue-engine.ts";
import { unknownSources } from "./unknown-sources.ts";
import { hasContact } from "./user-agent.ts";

/** One thing looked at. `warn` works today and may not tomorrow; `fail` does not work. */
export interface Finding {
  readonly subject: string;
  readonly verdict: "ok" | "warn" | "fail";
  readonly text: string;
  readonly next: string | null;
  /** Exit code that a `fail` stands for. */
  readonly exitCode: number;
}

/** Free space below which the disk is a worry, in bytes. */
const LOW_SPACE = 2_000_000_000;

/** Looks at the machine, the ledger, the queue and every Store, one after the other, without changing a record. */
export async function* checkUp(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): AsyncGenerator<Finding> {
  yield checkNode(process.versions.node);
  yield checkUserAgent(config.network.userAgent);
  const embedded = !/^postgres(ql)?:\/\//.test(config.ledger);
  if (embedded) yield await checkSpace(config.ledger);
  yield* checkLedger(config, env, embedded);
  for (const store of config.stores) {
    yield await checkStore(store, config);
    yield* checkSelection(store, config);
  }
}

function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const good = major > 20 || (major === 20 && minor >= 19);
  return good ? ok("node", `Node ${version}`) : fail("node", `Node ${version}`, "Install Node 20.19 or newer.", 1);
}

/** A site's operator who is troubled by us must find somebody to tell. */
function checkUserAgent(userAgent: string): Finding {
  return hasContact(userAgent)
    ? ok("user agent", userAgent)
    : warn("user agent", `"${userAgent}" names no contact`, "Put a URL or a mail address in `network.userAgent`.");
}

async function checkSpace(folder: string): Promise<Finding> {
  const space = await freeSpace(folder);
  const text = `${(space / 1e9).toFixed(1)} GB free at ${folder}`;
  return space < LOW_SPACE
    ? warn("disk", text, "Free space, or move `ledger` and `archive` in the config.")
    : ok("disk", text);
}

/** Free bytes where a folder is or will be. */
async function freeSpace(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if (folder === dirname(folder)) throw error;
    return freeSpace(dirname(folder));
  }
}

async function* checkLedger(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  embedded: boolean,
): AsyncGenerator<Finding> {
  let ledger: Ledger;
  try {
    ledger = await openLedger({ location: config.ledger, role: "visitor" });
  } catch (error) {
    yield failed("ledger", error);
    return;
  }
  try {
    const report = await ledger.status();
    yield ok("ledger", `${ledger.engine}, schema ${report.schemaVersion}, log at ${report.logHead}`);
    if (embedded)
      yield warn(
        "ledger",
        "The embedded ledger survives a killed process, not a power cut: it never calls fsync.",
        "For that, set DATABASE_URL to a PostgreSQL server.",
      );
    for (const source of report.sources.filter((one) => one.active && one.state !== "ok"))
      yield warn(
        `source ${source.id}`,
        `${source.state} since ${source.stateSince}: ${source.cause ?? "no reason given"}`,
        nextStepOf(
          source.state,
          source.lists.flatMap(({ trouble }) => trouble?.code ?? []),
        ),
      );
    if (ledger.role === "visitor") yield ok("queue", "in the hands of the running process");
    else yield* checkQueue(config, ledger, env);
  } catch (error) {
    yield failed("ledger", error);
  } finally {
    await ledger.close();
  }
}

async function* checkQueue(
  config: Config,
  ledger: Ledger,
  env: Readonly<Record<string, string | undefined>>,
): AsyncGenerator<Finding> {
  try {
    const queue = await openQueue({ engine: queueEngine(config, ledger, env) });
    try {
      const warnings = await queue.warnings();
      yield ok("queue", queue.engine === "postgres" ? "in the ledger's database" : `on ${queue.engine}`);
      for (const text of warnings) yield warn("queue", text, null);
    } finally {
      await queue.close();
    }
  } catch (error) {
    yield failed("queue", error);
  }
}

async function checkStore(store: Store, config: Config): Promise<Finding> {
  if (store.type === "webhook")
    return warn(`store ${store.id}`, "a webhook is only asked when there is something to deliver: not tried", null);
  const client = createClient(config.network);
  try {
    const adapter = await loadStore(store, { client });
    await adapter.open();
    await adapter.close();
    return ok(`store ${store.id}`, `${store.type} can be written`);
  } catch (error) {
    // One process writes to files, and beside a `serve` it is not this one.
    if (error instanceof StoreTakenError) return ok(`store ${store.id}`, "in the hands of the running process");
    return failed(`store ${store.id}`, error);
  } finally {
    await client.close();
  }
}

function* checkSelection(store: Store, config: Config): Generator<Finding> {
  const unknown = unknownSources(store, config);
  if (unknown.length === 0) return;
  const text = `selects sources that the config does not name: ${unknown.join(", ")}`;
  yield warn(`store ${store.id}`, text, "Check `select.source` of the store.");
}

function ok(subject: string, text: string): Finding {
  return { subject, verdict: "ok", text, next: null, exitCode: 0 };
}

function warn(subject: string, text: string, next: string | null): Finding {
  return { subject, verdict: "warn", text, next, exitCode: 0 };
}

function fail(subject: string, text: string, next: string | null, exitCode: number): Finding {
  return { subject, verdict: "fail", text, next, exitCode };
}

function failed(subject: string, error: unknown): Finding {
  if (error instanceof CaibianError) return fail(subject, error.message, error.next, error.exitCode);
  return fail(subject, messageOf(error), null, 1);
}
