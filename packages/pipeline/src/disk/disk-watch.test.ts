import { expect, test } from "vitest";

import type { PipelineEvent } from "../telemetry/events.ts";
import { growingFolders, lowFolders, roomOf } from "./disk-room.ts";
import { DiskWatch } from "./disk-watch.ts";

const HERE = import.meta.dirname;

test("the smaller of the two bounds holds", async () => {
  const { freeBytes } = await roomOf(HERE, { gigabytes: 0, percent: 0 });

  expect(freeBytes).toBeGreaterThan(0);
  expect((await roomOf(HERE, { gigabytes: 0.001, percent: 100 })).markBytes).toBe(1e6);
  expect((await roomOf(HERE, { gigabytes: 1e9, percent: 0 })).markBytes).toBe(0);
});

test("a folder that is still to be made is judged by where it will lie", async () => {
  const room = await roomOf(`${HERE}/not/yet/there`, { gigabytes: 1e9, percent: 100 });

  expect(room.folder).toBe(`${HERE}/not/yet/there`);
  expect(room.markBytes).toBeGreaterThan(0);
});

test("a ledger on a server has a disk of its own", () => {
  expect(growingFolders({ archive: "/warc", ledger: "postgres://db/caibian" })).toEqual(["/warc"]);
  expect(growingFolders({ archive: "/warc", ledger: "/data" })).toEqual(["/warc", "/data"]);
});

test("tells of a low disk once, and calls no disk low that has room", async () => {
  const told: PipelineEvent[] = [];
  const full = new DiskWatch([HERE], { gigabytes: 1e9, percent: 100 }, (event) => told.push(event), 0);
  const roomy = new DiskWatch([HERE], { gigabytes: 0, percent: 0 }, (event) => told.push(event), 0);

  expect(await full.low()).toMatchObject({ folder: HERE });
  expect(await full.low()).toMatchObject({ folder: HERE });
  expect(await roomy.low()).toBeNull();

  expect(told).toMatchObject([{ kind: "disk", state: "disk-low" }]);
  const disk = { stopFetchingBelow: { gigabytes: 1e9, percent: 100 } };
  expect(await lowFolders({ archive: HERE, ledger: "postgres://db", disk })).toHaveLength(1);
});
