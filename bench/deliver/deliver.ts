// Question: what does delivery through the queue cost, beside a loop by hand that reads the same log and writes the same?
// Further: how long until a record is in a Store, what a large ledger costs, what a commit costs beside plain inserts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Ledger } from "@caibian/ledger";
import { storeSchema, type Store } from "@caibian/schema";
import { startPostgres, startRedis, type PostgresServer } from "@caibian/testkit";

import { calibrate } from "../measure/calibrate.ts";
import { figureOf, ratioOf, type BenchResult, type Figure } from "../measure/result.ts";
import { timeCommits } from "./commit.ts";
import { delaysOf } from "./delay.ts";
import { fillLog } from "./fill-log.ts";
import { costOfGrowth } from "./growth.ts";
import { timePlain } from "./plain-loop.ts";
import { openFilled, timeOurs } from "./rates.ts";

const ROUNDS = 3;
const RECORDS = 100_000;
const COMMITTED = 5_000;
const MILLION = 1_000_000;

/** One way of delivery: where the log is, where the queue is, and what kind of Store. */
interface Way {
  readonly name: string;
  readonly ledger: "postgres" | "embedded";
  readonly queue: "redis" | "ledger";
  readonly store: "postgres" | "sqlite" | "jsonl";
}

const WAYS: readonly Way[] = [
  { name: "postgres", ledger: "postgres", queue: "redis", store: "postgres" },
  { name: "sqlite", ledger: "postgres", queue: "redis", store: "sqlite" },
  { name: "jsonl", ledger: "postgres", queue: "redis", store: "jsonl" },
  { name: "postgres-queue", ledger: "postgres", queue: "ledger", store: "postgres" },
  { name: "embedded", ledger: "embedded", queue: "ledger", store: "sqlite" },
];

/** Where Stores of a run lie. */
interface Place {
  readonly folder: string;
  readonly server: PostgresServer;
}

/** Records a second by every way and directly, delays, growth and commits. `--records N` for a quicker look. */
export async function benchDeliver(flags: readonly string[]): Promise<BenchResult> {
  const records = numberAfter(flags, "--records") ?? RECORDS;
  const grown = numberAfter(flags, "--grown") ?? MILLION;
  const folder = mkdtempSync(join(tmpdir(), "caibian-bench-"));
  const server = await startPostgres({ fsync: true });
  const redis = await startRedis({ aof: true });
  try {
    const place = { folder, server };
    const calibration = calibrate();
    const rates = await benchRates(place, redis.url, records);
    const commits = await benchCommits(server);
    const delays = await delaysOf({ folder, server, redisUrl: redis.url });
    const growth = await costOfGrowth({ server, redis, grown });
    const figures: Record<string, Figure> = {
      calibration: figureOf([calibration], "ms"),
      ...rates.figures,
      ...commits.figures,
      ...delays,
      ...growth.figures,
    };
    return {
      bench: "deliver",
      figures,
      ratios: { ...rates.ratios, ...commits.ratios, ...growth.ratios },
      notes: [
        `${String(records)} records of 4 KB, ${String(ROUNDS)} rounds; PostgreSQL with fsync, Redis with AOF every second`,
      ],
    };
  } finally {
    await redis.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Measured = Pick<BenchResult, "figures" | "ratios">;

async function benchRates(place: Place, redisUrl: string, records: number): Promise<Measured> {
  const figures: Record<string, Figure> = {};
  const ratios: Record<string, number> = {};
  for (const engine of ["postgres", "embedded"] as const) {
    const ways = WAYS.filter((way) => way.ledger === engine);
    const location = engine === "postgres" ? await place.server.createDatabase("rates") : join(place.folder, "ledger");
    const ids = ways.flatMap(({ name }) => Array.from({ length: ROUNDS }, (_, round) => idOf(name, round)));
    const ledger = await openFilled(location, ids, (opened) => fill(opened, records));
    try {
      const log = ledger.sqlPool({ schema: "caibian", max: 4 });
      const ours = new Map(ways.map(({ name }) => [name, [] as number[]]));
      const direct = new Map(ways.map(({ name }) => [name, [] as number[]]));
      for (let round = 0; round < ROUNDS; round++) {
        for (const way of ways) {
          const id = idOf(way.name, round);
          const engineOf =
            way.queue === "redis"
              ? { kind: "redis" as const, url: redisUrl }
              : { kind: "postgres" as const, pool: ledger.sqlPool() };
          const oursMs = await timeOurs(ledger, await storeOf(way, id, place), engineOf, `bench-${id}`);
          ours.get(way.name)?.push((records / oursMs) * 1000);
          const directMs = await timePlain(log, way.store, await placeOf(way, `${id}-direct`, place));
          direct.get(way.name)?.push((records / directMs) * 1000);
        }
      }
      for (const { name } of ways) {
        figures[name] = figureOf(ours.get(name) ?? [], "records/s");
        figures[`${name} direct`] = figureOf(direct.get(name) ?? [], "records/s");
        ratios[`${name}/direct`] = ratioOf(figures[name], figures[`${name} direct`]);
      }
    } finally {
      await ledger.close();
    }
  }
  return { figures, ratios };
}

async function fill(ledger: Ledger, records: number): Promise<void> {
  const pool = ledger.sqlPool({ schema: "caibian", max: 1 });
  await fillLog(pool, 0, records);
  for (const table of ["article", "article_revision", "article_log"]) await pool.query(`ANALYZE ${table}`);
}

function idOf(name: string, round: number): string {
  return `${name}-${String(round)}`;
}

/** A new database, or a folder. */
function placeOf(way: Way, id: string, { folder, server }: Place): Promise<string> {
  return way.store === "postgres"
    ? server.createDatabase(`store_${id.replaceAll("-", "_")}`)
    : Promise.resolve(join(folder, id));
}

async function storeOf(way: Way, id: string, place: Place): Promise<Store> {
  const where = await placeOf(way, id, place);
  const at = { postgres: { url: where }, sqlite: { path: join(where, "articles.db") }, jsonl: { path: where } };
  return storeSchema.parse({ id, type: way.store, ...at[way.store] });
}

async function benchCommits(server: PostgresServer): Promise<Measured> {
  const ours: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { oursMs, insertMs } = await timeCommits(server, `commit_${String(round)}`, COMMITTED);
    ours.push((COMMITTED / oursMs) * 1000);
    plain.push((COMMITTED / insertMs) * 1000);
  }
  const figures = { commit: figureOf(ours, "articles/s"), insert: figureOf(plain, "articles/s") };
  return { figures, ratios: { "commit/insert": ratioOf(figures.commit, figures.insert) } };
}

function numberAfter(flags: readonly string[], name: string): number | null {
  const at = flags.indexOf(name);
  return at < 0 ? null : Number(flags[at + 1]);
}
