import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  configFor,
  freePort,
  startPostgres,
  startProxy,
  startRedis,
  startSite,
  type ConfigOptions,
  type FixtureSite,
  type PostgresServer,
  type Proxy,
  type RedisServer,
  type SiteHost,
} from "@caibian/testkit";

import { mountSmallDisk, type SmallDisk } from "../support/small-disk.ts";
import { STORES } from "./stores/catalogue.ts";
import type { TestedStore } from "./stores/tested-store.ts";
import { Member, type Death, type MemberOptions } from "./supervisor.ts";

/** The system under test and everything around it that may break. */
export interface System {
  readonly site: FixtureSite;
  /** Config, logs, raw pages and the Stores' files. It outlives `close`. */
  readonly folder: string;
  /** Where the Stores of files lie, in that folder. */
  readonly storeFolder: string;
  readonly configFile: string;
  /** Where `serve` listens, whenever it lives. */
  readonly consoleUrl: string;
  readonly redis: RedisServer;
  readonly redisWire: Proxy;
  readonly ledger: PostgresServer;
  readonly ledgerWire: Proxy;
  /** The disk that the ledger's PostgreSQL lies on; null where none can be mounted. */
  readonly ledgerDisk: SmallDisk | null;
  readonly stores: readonly TestedStore[];
  /** One `serve` and two `worker`s. */
  readonly members: readonly Member[];
  readonly deaths: readonly Death[];
  /** For a command beside the members. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends what still runs. */
  close(): Promise<void>;
}

const LEDGER_DISK_MB = 512;
/** WAL stays small, so that the small disk holds a long run. */
const LEDGER_SETTINGS = { max_wal_size: "64MB", min_wal_size: "32MB" };
const SCHEDULE = "*/2 * * * * *";
/** A story is looked at again while it is young; what changes later is for the last round to find. */
const RECHECK = { afterMs: [10_000, 25_000, 45_000, 75_000], goneAfterMs: 2_000 };

/** Starts all of it but the members: the site, the servers behind their wires, the Stores. */
export async function startSystem(options: { readonly seed: number; readonly articles: number }): Promise<System> {
  const closers: (() => Promise<unknown> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    return await open(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  { seed, articles }: { readonly seed: number; readonly articles: number },
  closers: (() => Promise<unknown> | void)[],
  close: () => Promise<void>,
): Promise<System> {
  const site = await startSite({ seed, articles });
  closers.push(() => site.close());
  const ledgerDisk = mountSmallDisk(LEDGER_DISK_MB, "torture: the ledger's disk full");
  if (ledgerDisk !== null) closers.push(() => ledgerDisk.remove());
  const parent = ledgerDisk === null ? {} : { parent: ledgerDisk.folder };
  const ledger = await startPostgres({ ...parent, settings: LEDGER_SETTINGS });
  closers.push(() => ledger.stop());
  const redis = await startRedis({ aof: true });
  closers.push(() => redis.stop());
  const ledgerWire = await startProxy(ledger.url);
  const redisWire = await startProxy(redis.url);
  closers.push(
    () => ledgerWire.close(),
    () => redisWire.close(),
  );
  const folder = mkdtempSync(join(tmpdir(), "caibian-torture-"));
  const storeFolder = join(folder, "stores");
  mkdirSync(storeFolder);
  const stores = await startStores(storeFolder, closers);
  const consolePort = await freePort();
  const configFile = writeConfig(folder, site.hosts, {
    consolePort,
    ledger: ledgerWire.url,
    stores: stores.map(({ input }) => input),
  });
  const deaths: Death[] = [];
  const env = { REDIS_URL: redisWire.url };
  const members = makeMembers({
    configFile,
    env,
    logFolder: join(folder, "logs"),
    onDeath: (one) => void deaths.push(one),
  });
  const consoleUrl = `http://127.0.0.1:${consolePort}`;
  const servers = { redis, redisWire, ledger, ledgerWire, ledgerDisk };
  return { ...servers, site, folder, storeFolder, configFile, consoleUrl, stores, members, deaths, env, close };
}

/** All at once: RabbitMQ alone takes ten seconds. What did start is closed also when another did not. */
async function startStores(folder: string, closers: (() => Promise<unknown> | void)[]): Promise<TestedStore[]> {
  const started = await Promise.allSettled(STORES.map((start) => start(folder)));
  const stores = started.flatMap((one) => (one.status === "fulfilled" && one.value !== null ? [one.value] : []));
  for (const store of stores) closers.push(() => store.close());
  for (const one of started) if (one.status === "rejected") throw one.reason;
  return stores;
}

function writeConfig(
  folder: string,
  hosts: readonly SiteHost[],
  options: Pick<ConfigOptions, "ledger" | "stores" | "consolePort">,
): string {
  const config = configFor({ hosts }, { ...options, schedule: SCHEDULE, rhythm: null, recheck: RECHECK });
  const path = join(folder, "caibian.yaml");
  writeFileSync(path, JSON.stringify({ ...config, archive: join(folder, "warc") }, null, 2));
  return path;
}

function makeMembers(common: Omit<MemberOptions, "name" | "role">): readonly Member[] {
  mkdirSync(common.logFolder);
  return [
    new Member({ ...common, name: "serve", role: "serve" }),
    new Member({ ...common, name: "worker-1", role: "worker" }),
    new Member({ ...common, name: "worker-2", role: "worker" }),
  ];
}
