import { once } from "node:events";
import { Worker } from "node:worker_threads";

import { YOUNG_MB } from "../../packages/pipeline/src/parse/thread-limits.ts";
import type { BenchPage } from "./pages.ts";

type Work = "parse" | "spin";

const ROUNDS = 9;
const WORK_MS = 400;
const WARM_MS = 2500;

/**
 * What two threads gain over one when they parse, over what they gain when they spin: 1 where parsing scales as
 * well as the machine does. Rounds alternate; the best rates count, since whatever else runs only takes away.
 */
export async function threadsGain(pages: readonly BenchPage[]): Promise<number> {
  const workers = [0, 1].map(
    () =>
      new Worker(new URL("threads.mjs", import.meta.url), {
        workerData: { pages },
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      }),
  );
  const best = { parse: { one: 0, two: 0 }, spin: { one: 0, two: 0 } };
  try {
    await rateOf(workers, "parse", WARM_MS);
    for (let round = 0; round < ROUNDS; round++) {
      for (const work of ["spin", "parse"] as const) {
        const rates = best[work];
        rates.one = Math.max(rates.one, await rateOf(workers.slice(round % 2, (round % 2) + 1), work, WORK_MS));
        rates.two = Math.max(rates.two, await rateOf(workers, work, WORK_MS));
      }
    }
    return best.parse.two / best.parse.one / (best.spin.two / best.spin.one);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Jobs a millisecond of all these threads at once. */
async function rateOf(workers: readonly Worker[], work: Work, ms: number): Promise<number> {
  const rates = await Promise.all(
    workers.map(async (worker) => {
      const answer = once(worker, "message");
      worker.postMessage({ work, ms });
      const [rate] = (await answer) as [number];
      return rate;
    }),
  );
  return rates.reduce((sum, rate) => sum + rate, 0);
}
