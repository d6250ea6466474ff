import { expect, test } from "vitest";

import type { Fault } from "./faults/fault.ts";
import { runSchedule } from "./run-schedule.ts";
import type { PlannedFault } from "./schedule.ts";

const plan = (fault: string, atMs: number, untilMs: number): PlannedFault => ({
  fault,
  target: fault,
  atMs,
  untilMs,
  dice: 7,
});

function recording(name: string, happened: string[]): Fault {
  return {
    name,
    target: name,
    lastsMs: [0, 1],
    strike: () => {
      happened.push(`${name} breaks`);
      return Promise.resolve(() => Promise.resolve(void happened.push(`${name} is mended`)));
    },
  };
}

test("faults overlap as planned, and the run ends when the last one is mended", async () => {
  const happened: string[] = [];
  const faults = [recording("redis", happened), recording("wire", happened)];

  const run = await runSchedule([plan("redis", 0, 120), plan("wire", 40, 80)], faults, () => undefined);

  expect(happened).toEqual(["redis breaks", "wire breaks", "wire is mended", "redis is mended"]);
  expect(Object.fromEntries(run.struck)).toEqual({ redis: 1, wire: 1 });
  expect(run.broken).toEqual([]);
});

test("a fault that cannot be mended is told, and the others go on", async () => {
  const happened: string[] = [];
  const stubborn: Fault = {
    ...recording("disk", happened),
    strike: () => Promise.resolve(() => Promise.reject(new Error("still full"))),
  };

  const faults = [stubborn, recording("wire", happened)];
  const run = await runSchedule([plan("disk", 0, 10), plan("wire", 20, 30)], faults, () => undefined);

  expect(run.broken).toEqual(["disk: still full"]);
  expect(happened).toEqual(["wire breaks", "wire is mended"]);
});
