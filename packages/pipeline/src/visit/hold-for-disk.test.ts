import { expect, test } from "vitest";

import { holdForDisk } from "./hold-for-disk.ts";

const LOW = { folder: "/data", freeBytes: 1e6, markBytes: 2e9 };
const never = new AbortController().signal;

test("waits until there is room", async () => {
  let looks = 0;
  const disk = { low: () => Promise.resolve(++looks < 3 ? LOW : null) };

  await holdForDisk(disk, { signal: never, isWaiting: true, lookMs: 1 });

  expect(looks).toBe(3);
});

test("ends with the signal", async () => {
  const stop = new AbortController();
  const held = holdForDisk({ low: () => Promise.resolve(LOW) }, { signal: stop.signal, isWaiting: true });

  stop.abort();

  await expect(held).resolves.toBeUndefined();
});

test("ends a run with the disk's exit code, naming the folder", async () => {
  const held = holdForDisk({ low: () => Promise.resolve(LOW) }, { signal: never, isWaiting: false });

  await expect(held).rejects.toMatchObject({ code: "E_DISK_LOW", where: "/data", exitCode: 5 });
});
