// Question: how long does it take to find the copies of an article among a million, and how well are they told from
// other stories? On a real PostgreSQL; the index is filled with made-up articles, the stories are linked through it.
// `--articles N` (100,000 unless told).
import { openLedger, type Ledger } from "@caibian/ledger";
import { startPostgres } from "@caibian/testkit";

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
    const lookUps = await lookUpTimes(ledger);
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
      "link, in batches of 50": figureOf(quality.linkMs, "ms/article"),
      verdict: figureOf([verdictMs(50), verdictMs(50), verdictMs(50)], "ms"),
      "memory grown": figureOf([grown], "MB"),
      index: figureOf([perArticle], "bytes/article"),
      recall: figureOf([quality.recall], "share"),
      precision: figureOf([quality.precision], "share"),
    };
    return {
      bench: "reprints",
      figures,
      ratios: {
        "look-up p99/bound": Math.round((figures["look-up p99"].median / LOOK_UP_BOUND_MS) * 1000) / 1000,
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

async function lookUpTimes(ledger: Ledger): Promise<{ medians: readonly number[]; p99s: readonly number[] }> {
  const pool = ledger.sqlPool({ schema: "caibian", max: 1 });
  const asked = await askers(pool, LOOK_UPS);
  const medians: number[] = [];
  const p99s: number[] = [];
  // The first round warms the server's pages and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    const times: number[] = [];
    for (const traits of asked) {
      const started = performance.now();
      await ledger.reprints.find(traits);
      times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    if (round === 0) continue;
    medians.push(times[Math.floor(times.length / 2)] ?? Number.NaN);
    p99s.push(times[Math.floor(times.length * 0.99)] ?? Number.NaN);
  }
  return { medians, p99s };
}
