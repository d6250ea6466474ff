// Question: how long does it take to find the copies of an article among a million, and how well are they told from
// other stories? On a real PostgreSQL; the index is filled with made-up articles, the stories are linked through it.
// `--articles N` (100,000 unless told).
import { openLedger, type Ledger } from "@caibian/ledger";
import { startPostgres } from "@caibian/testkit";

import { cpuOfChildren } from "../measure/cpu-of-children.ts";
import { calibrate } from "../measure/calibrate.ts";
import { figureOf, ratioOf, type BenchResult } from "../measure/result.ts";
import { askers, fillIndex } from "./fill.ts";
import { measureQuality, verdictMs } from "./quality.ts";

const ARTICLES = 100_000;
const LOOK_UPS = 2000;
const STORIES = 200;
const ROUNDS = 5;
const LOOK_UP_BOUND_MS = 5;

/** Look-up time (median and p99), what linking costs, memory, recall and precision. */
export async function benchReprints(flags: readonly string[]): Promise<BenchResult> {
  const articles = Number(flags[flags.indexOf("--articles") + 1] ?? ARTICLES) || ARTICLES;
  const server = await startPostgres();
  const ledger = await openLedger({ location: server.url });
  try {
    const pool = ledger.sqlPool({ schema: "caibian", max: 2 });
    const fillStarted = performance.now();
    await fillIndex(pool, articles);
    const fillS = (performance.now() - fillStarted) / 1000;
    const calibration = [calibrate()];
    const before = process.memoryUsage().rss;
    const lookUps = await lookUpTimes(ledger, server.pid);
    const quality = await measureQuality(ledger.reprints, STORIES);
    const grown = (process.memoryUsage().rss - before) / 2 ** 20;
    calibration.push(calibrate());
    const { rows } = await pool.query(
      `SELECT pg_total_relation_size('reprint') AS articles, pg_total_relation_size('reprint_gram') AS grams,
         (SELECT count(*) FROM reprint) AS rows`,
    );
    const perArticle = (Number(rows[0]?.["articles"]) + Number(rows[0]?.["grams"])) / Number(rows[0]?.["rows"]);
    const figures = {
      calibration: figureOf(calibration, "ms"),
      "look-up": figureOf(lookUps.medians, "ms"),
      "look-up p99": figureOf(lookUps.p99s, "ms"),
      "look-up, server CPU": figureOf([lookUps.serverCpuMs], "ms"),
      "look-up, client CPU": figureOf([lookUps.clientCpuMs], "ms"),
      "empty query": figureOf(lookUps.emptyMedians, "ms"),
      "empty query p99": figureOf(lookUps.emptyP99s, "ms"),
      "link, in batches of 50": figureOf(quality.linkMs, "ms/article"),
      verdict: figureOf([verdictMs(50), verdictMs(50), verdictMs(50)], "ms"),
      "memory grown": figureOf([grown], "MB"),
      "memory at the end": figureOf([process.memoryUsage().rss / 2 ** 20], "MB"),
      index: figureOf([perArticle], "bytes/article"),
      recall: figureOf([quality.recall], "share"),
      precision: figureOf([quality.precision], "share"),
    };
    return {
      bench: "reprints",
      figures,
      ratios: {
        "look-up p99, best of five/bound": Math.round((figures["look-up p99"].min / LOOK_UP_BOUND_MS) * 1000) / 1000,
        "look-up/empty query": ratioOf(figures["look-up"], figures["empty query"]),
        "look-up/calibration": ratioOf(figures["look-up"], figures.calibration),
        "offered: least hashes/bands": Math.round((quality.offered.least / quality.offered.bands) * 1000) / 1000,
      },
      notes: [
        `${articles} articles, filled in ${fillS.toFixed(0)} s; ${quality.stories} made stories and copies linked`,
        `recall: ${Object.entries(quality.recallByKind)
          .map(([kind, share]) => `${kind} ${share.toFixed(3)}`)
          .join(", ")}`,
        `offered: ${Object.entries(quality.offeredByKind)
          .map(([kind, shares]) => `${kind}: ${shares}`)
          .join("; ")}`,
        `bounds: look-up median and p99 ≤ ${LOOK_UP_BOUND_MS} ms`,
      ],
    };
  } finally {
    await ledger.close();
    await server.stop();
  }
}

interface LookUpTimes {
  readonly medians: readonly number[];
  readonly p99s: readonly number[];
  /** Of a query that does nothing, item by item beside ours: what the connection and a busy machine cost. */
  readonly emptyMedians: readonly number[];
  readonly emptyP99s: readonly number[];
  /** Mean of a look-up with its empty query: what stays true on a busy machine. */
  readonly serverCpuMs: number;
  readonly clientCpuMs: number;
}

async function lookUpTimes(ledger: Ledger, serverPid: number): Promise<LookUpTimes> {
  const pool = ledger.sqlPool({ schema: "caibian", max: 1 });
  const asked = await askers(pool, LOOK_UPS);
  const ours: number[][] = [];
  const empty: number[][] = [];
  // The first round warms the server's pages and is not counted.
  let serverCpu = 0;
  let clientCpu = process.cpuUsage();
  for (let round = 0; round <= ROUNDS; round++) {
    if (round === 1) {
      serverCpu = cpuOfChildren(serverPid);
      clientCpu = process.cpuUsage();
    }
    const times = { ours: [] as number[], empty: [] as number[] };
    for (const traits of asked) {
      times.ours.push(await timeOf(() => ledger.reprints.find(traits)));
      times.empty.push(await timeOf(() => ledger.ping()));
    }
    if (round === 0) continue;
    ours.push(times.ours.sort(byNumber));
    empty.push(times.empty.sort(byNumber));
  }
  const spent = process.cpuUsage(clientCpu);
  const lookUps = ROUNDS * asked.length;
  return {
    serverCpuMs: (cpuOfChildren(serverPid) - serverCpu) / lookUps,
    clientCpuMs: (spent.user + spent.system) / 1000 / lookUps,
    medians: ours.map((times) => at(times, 0.5)),
    p99s: ours.map((times) => at(times, 0.99)),
    emptyMedians: empty.map((times) => at(times, 0.5)),
    emptyP99s: empty.map((times) => at(times, 0.99)),
  };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function byNumber(a: number, b: number): number {
  return a - b;
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}
