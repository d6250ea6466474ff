import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";

import { openArchive } from "./archive.ts";
import { listArchiveFiles, oldFilesOf, removeArchiveFiles, type ArchiveFile } from "./old-files.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-06-07T08:00:00Z");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "caibian-old-"));
});
afterEach(() => rm(folder, { recursive: true }));

function file(days: number, bytes: number): ArchiveFile {
  return { name: `caibian-20260101-1-ab-${days}.warc.gz`, bytes, writtenMs: NOW - days * DAY };
}

test("files go by age, and the oldest of them by size", () => {
  const files = [file(500, 10), file(300, 10), file(10, 10), file(5, 10)];
  const agesOf = (days: number | null, bytes: number | null): readonly number[] =>
    oldFilesOf(files, { days, bytes, nowMs: NOW }).map(({ writtenMs }) => (NOW - writtenMs) / DAY);

  expect(agesOf(400, null)).toEqual([500]);
  expect(agesOf(null, 20)).toEqual([500, 300]);
  expect(agesOf(400, 10)).toEqual([500, 300, 10]);
  expect(agesOf(null, null)).toEqual([]);
});

test("what was written of late stays, whatever the bounds; what stays is newer than all that goes", () => {
  const days = fc.double({ min: 0, max: 1000, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(days, fc.nat(100))), fc.option(days), fc.option(fc.nat(1000)), (rows, age, bytes) => {
      const files = rows.map(([old, size]) => file(old, size)).toSorted((a, b) => a.writtenMs - b.writtenMs);

      const old = oldFilesOf(files, { days: age, bytes, nowMs: NOW });

      expect(old).toEqual(files.slice(0, old.length));
      expect(old.every(({ writtenMs }) => NOW - writtenMs >= 2 * DAY)).toBe(true);
    }),
  );
});

test("removes our files and no other's, twice without harm", async () => {
  const ours = "caibian-20260101-77-0a1b2c3d-1.warc.gz";
  for (const name of [ours, "CC-NEWS-20200101.warc.gz", "caibian-notes.txt"]) {
    await writeFile(join(folder, name), "x");
    await utimes(join(folder, name), new Date(0), new Date(0));
  }

  const files = await listArchiveFiles(folder);
  expect(files).toEqual([{ name: ours, bytes: 1, writtenMs: 0 }]);
  await removeArchiveFiles(folder, files);
  await removeArchiveFiles(folder, files);

  expect((await readdir(folder)).toSorted()).toEqual(["CC-NEWS-20200101.warc.gz", "caibian-notes.txt"]);
  expect(await listArchiveFiles(join(folder, "none"))).toEqual([]);
});

test("an archive writes files that are listed, and begins another when one has its age", async () => {
  const page = { url: "http://a.test/", finalUrl: "http://a.test/", status: 200, headers: {}, sha256: "0" };
  const archive = await openArchive(folder, { maxFileMs: 0 });

  for (let n = 0; n < 2; n++)
    await archive.append({ ...page, bytes: new Uint8Array(10), fetchedAt: "2026-06-07T16:05:02+08:00" });
  await archive.close();

  expect(await listArchiveFiles(folder)).toHaveLength(2);
});
