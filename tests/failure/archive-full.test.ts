import { randomBytes } from "node:crypto";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { openArchive } from "@caibian/scraper";
import { EXIT, isDiskFull } from "@caibian/schema";

import { mountSmallDisk } from "../support/small-disk.ts";

const disk = mountSmallDisk(1, "failure: raw pages on a full disk");
const LOST_MS = 300;

afterAll(() => disk?.remove());

const openFiles = (): number => readdirSync("/proc/self/fd").length;

function pageOf(n: number, size: number): Parameters<Awaited<ReturnType<typeof openArchive>>["append"]>[0] {
  const url = `http://a.test/${n}.html`;
  const bytes = randomBytes(size);
  return { url, finalUrl: url, status: 200, headers: {}, bytes, fetchedAt: "2026-06-07T16:05:02+08:00", sha256: "0" };
}

test.runIf(disk !== null)(
  "a full disk fails all who appended, keeps what was flushed, and heals when there is room",
  async () => {
    const folder = disk?.folder ?? "";
    const archive = await openArchive(join(folder, "warc"), { lostMs: LOST_MS });
    const kept = await archive.append(pageOf(1, 10_000));
    await archive.flush();
    writeFileSync(join(folder, "ballast"), Buffer.alloc(950_000));

    await archive.append(pageOf(2, 200_000));
    await expect(archive.flush()).rejects.toMatchObject({ code: "E_DISK_FULL", exitCode: EXIT.disk });
    await expect(archive.flush()).rejects.toMatchObject({ code: "E_DISK_FULL" });
    await expect(archive.append(pageOf(3, 10))).rejects.toMatchObject({ code: "E_DISK_FULL" });

    rmSync(join(folder, "ballast"));
    await sleep(LOST_MS);
    const later = await archive.append(pageOf(4, 10_000));
    await archive.flush();
    expect((await archive.read(kept)).url).toBe("http://a.test/1.html");
    expect((await archive.read(later)).url).toBe("http://a.test/4.html");
    await archive.close();
  },
);

test.runIf(disk !== null)(
  "a file that cannot be begun on a full disk leaves nothing, neither open nor empty",
  async () => {
    const folder = join(disk?.folder ?? "", "begun");
    const archive = await openArchive(folder);
    fillUp(join(disk?.folder ?? "", "rest"));
    const before = openFiles();

    for (let n = 0; n < 5; n++)
      await expect(archive.append(pageOf(n, 10))).rejects.toMatchObject({ code: "E_DISK_FULL" });

    expect(openFiles()).toBe(before);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(join(disk?.folder ?? "", "rest"));
    const later = await archive.append(pageOf(9, 10));
    expect((await archive.read(later)).url).toBe("http://a.test/9.html");
    await archive.close();
  },
);

/** Writes a file until no byte fits any more. */
function fillUp(path: string): void {
  try {
    for (;;) writeFileSync(path, Buffer.alloc(4096), { flag: "a" });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}
