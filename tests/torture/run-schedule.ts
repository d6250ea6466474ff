import { setTimeout as wait } from "node:timers/promises";
import { messageOf } from "@caibian/schema";
import { Random } from "@caibian/testkit";

import type { Fault } from "./faults/fault.ts";
import type { PlannedFault } from "./schedule.ts";

/** What the schedule came to. */
export interface ScheduleRun {
  /** Faults that struck, by name. */
  readonly struck: ReadonlyMap<string, number>;
  /** Faults that could not be done or mended: the run itself is at fault. */
  readonly broken: readonly string[];
}

/** Does the faults at their times; resolves when the last one is mended. `note` is told of each. */
export async function runSchedule(
  planned: readonly PlannedFault[],
  faults: readonly Fault[],
  note: (text: string) => void,
): Promise<ScheduleRun> {
  const byName = new Map(faults.map((fault) => [fault.name, fault]));
  const struck = new Map<string, number>();
  const broken: string[] = [];
  const started = performance.now();
  const until = (ms: number): Promise<void> => wait(Math.max(0, started + ms - performance.now()));

  await Promise.all(planned.map(strikeOne));
  return { struck, broken };

  async function strikeOne(one: PlannedFault): Promise<void> {
    const fault = byName.get(one.fault);
    if (fault === undefined) throw new RangeError(`Expected a fault of this system, got "${one.fault}"`);
    await until(one.atMs);
    try {
      note(`${one.fault}, for ${((one.untilMs - one.atMs) / 1000).toFixed(1)} s`);
      struck.set(one.fault, (struck.get(one.fault) ?? 0) + 1);
      const mend = await fault.strike(new Random(one.dice));
      await until(one.untilMs);
      await mend();
      note(`${one.fault}: over`);
    } catch (error) {
      broken.push(`${one.fault}: ${messageOf(error)}`);
      note(`${one.fault}: could not be done: ${messageOf(error)}`);
    }
  }
}
