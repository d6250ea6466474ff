import { availableParallelism, loadavg } from "node:os";

import { notRun } from "@caibian/testkit";
import { beforeAll, describe, expect, test } from "vitest";

import { BODIES } from "./hostile/bodies.ts";
import { HEADS } from "./hostile/heads.ts";
import { runHostile, type HostileRun } from "./hostile/run.ts";

const MOST_GROWN_MB = 64;
const LEAST_KEPT_RATE = 0.9;

/** Measured once more where it is over: others use the machine too. */
async function bestOfTwo(): Promise<HostileRun> {
  const first = await runHostile();
  if (first.keptRate >= LEAST_KEPT_RATE && first.grownMb <= MOST_GROWN_MB) return first;
  return runHostile();
}

describe("hostile servers, all at once", () => {
  let run: HostileRun;
  beforeAll(async () => {
    run = await bestOfTwo();
  });

  test.each([...HEADS, ...BODIES])("a server that $name ends in $ends within the deadline", ({ name, ends }) => {
    const mine = run.outcomes.filter((outcome) => outcome.name === name);

    expect(mine).toHaveLength(2);
    for (const { got } of mine) expect(ends.split("|")).toContain(got);
    expect(Math.max(...mine.map(({ ms }) => ms))).toBeLessThan(run.deadlineMs + 1000);
  });

  // Four processes are at work here: where others wait for the cores too, a rate says nothing of the client.
  const isBusy = (loadavg()[0] ?? 0) > 2 * availableParallelism();
  if (isBusy) notRun("hostile servers: the rate of the others", "the machine is too busy");

  test.skipIf(isBusy)("the other hosts keep their rate", () => {
    expect(run.keptRate).toBeGreaterThanOrEqual(LEAST_KEPT_RATE);
  });

  test("memory grows by no more than 64 MB", () => {
    expect(run.grownMb).toBeLessThanOrEqual(MOST_GROWN_MB);
  });
});
