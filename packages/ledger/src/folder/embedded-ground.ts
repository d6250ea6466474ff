import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";

import { PGlite } from "@electric-sql/pglite";
import { messageOf, type SqlPool } from "@caibian/schema";

import { LedgerUnreachableError } from "../errors.ts";
import type { Ground } from "../ground.ts";
import type { SqlPoolOptions } from "../ledger.ts";
import { LEDGER_SCHEMA, migrate } from "../migrate/migrate.ts";
import { EmbeddedPool } from "../pool/embedded-pool.ts";
import { EmbeddedSession } from "../pool/embedded-session.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { Turns } from "../pool/turns.ts";
import { quoteName } from "../sql/quote-name.ts";
import { TEMPLATE_FILE } from "../template/asset.ts";
import { unpackFolder } from "../template/pack.ts";
import { startUpkeep } from "./upkeep.ts";

const QUEUE_SCHEMA = "bullmq";
/** PGlite's own 128 MB cost the process 100 MB more and made nothing faster: the kernel caches the files as well. */
const SETTINGS = ["timezone=UTC", "shared_buffers=32MB"].flatMap((setting) => ["-c", setting]);

/**
 * Work of a WebAssembly function before V8 compiles it again, optimised; ten times its default. A command that ends
 * within seconds spent a third of its CPU on that, and one that stays is no slower.
 */
const TIERING_BUDGET = 18_000_000;

/** How to open a folder whose lock the caller holds. */
export interface EmbeddedOptions {
  readonly folder: string;
  readonly log: (text: string) => void;
  /** Packed folder to begin from. Default: the one that the build made. */
  readonly template?: string;
}

/**
 * Opens PGlite in a folder, begun from the build's initialised folder where there is none yet.
 * Every statement's writes are handed to the kernel before it is answered: rows survive the death of the process,
 * by SIGKILL too, but not the loss of power, since PGlite never calls fsync. DATABASE_URL is for that.
 */
export async function openEmbedded({ folder, log, template = TEMPLATE_FILE }: EmbeddedOptions): Promise<Ground> {
  const dataDir = join(folder, "pg");
  if (!existsSync(dataDir)) beginFrom(template, folder, dataDir);
  const database = await openDatabase(dataDir);
  const session = new EmbeddedSession(database);
  const turns = new Turns();
  const pool = new EmbeddedPool(session, turns);
  try {
    await migrate(pool, folder);
    await setSearchPath(pool, QUEUE_SCHEMA);
  } catch (error) {
    await session.close();
    throw error;
  }
  const upkeep = startUpkeep(pool, log);
  const others: EmbeddedPool[] = [];
  return {
    engine: "pglite",
    pool,
    sqlPool({ schema = QUEUE_SCHEMA }: SqlPoolOptions): PgPoolLike & SqlPool {
      const other = new EmbeddedPool(session, turns);
      others.push(other);
      // Turns are taken in order: no query of the new pool runs before this one.
      setSearchPath(other, schema).catch((error: unknown) =>
        log(`the queue's schema was not set: ${messageOf(error)}`),
      );
      return other;
    },
    async close() {
      await upkeep.stop();
      for (const other of [...others, pool]) await other.end();
      await session.close();
    },
  };
}

/** The one session serves the ledger and the queue: both schemas are on its path, and their names do not meet. */
async function setSearchPath(pool: EmbeddedPool, queueSchema: string): Promise<void> {
  await pool.query(`SET search_path TO ${LEDGER_SCHEMA}, ${quoteName(queueSchema)}, public`);
}

/** Puts the packed folder in place, whole or not at all. Without one (from sources) PGlite makes its own, slowly. */
function beginFrom(template: string, folder: string, dataDir: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith("pg.new")) rmSync(join(folder, name), { recursive: true });
  }
  if (!existsSync(template)) return;
  const fresh = join(folder, `pg.new`);
  unpackFolder(readFileSync(template), fresh);
  renameSync(fresh, dataDir);
}

async function openDatabase(dataDir: string): Promise<PGlite> {
  setFlagsFromString(`--wasm-tiering-budget=${String(TIERING_BUDGET)}`);
  try {
    return await PGlite.create({ dataDir, startParams: [...PGlite.defaultStartParams, ...SETTINGS] });
  } catch (error) {
    throw new LedgerUnreachableError({
      what: "the embedded ledger could not be opened",
      where: dataDir,
      why: messageOf(error),
      next: "see that the disk has room and the folder is yours; keep a copy of the folder before you try repairs",
      cause: error,
    });
  }
}
