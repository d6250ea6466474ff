import type { StatsFs } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

import type { Config, DiskMark } from "@caibian/schema";

/** What is free where a folder lies. */
export interface DiskRoom {
  readonly folder: string;
  readonly freeBytes: number;
  /** Below this nothing more is fetched. */
  readonly markBytes: number;
}

/** Folders that grow with what is fetched: the raw pages, and the ledger where it is a folder. */
export function growingFolders({ archive, ledger }: Pick<Config, "archive" | "ledger">): readonly string[] {
  const isServer = /^postgres(ql)?:\/\//.test(ledger);
  return [archive ?? "warc", ...(isServer ? [] : [ledger])];
}

/** What is free for a folder, also for one that is still to be made. */
export async function roomOf(folder: string, { gigabytes, percent }: DiskMark): Promise<DiskRoom> {
  const { bavail, blocks, bsize } = await statNearest(folder);
  const markBytes = Math.min(gigabytes * 1e9, (blocks * bsize * percent) / 100);
  return { folder, freeBytes: bavail * bsize, markBytes };
}

/** The folders of a config that have less room than its mark. */
export async function lowFolders(config: Pick<Config, "archive" | "ledger" | "disk">): Promise<readonly DiskRoom[]> {
  const rooms = await Promise.all(
    growingFolders(config).map((folder) => roomOf(folder, config.disk.stopFetchingBelow)),
  );
  return rooms.filter(({ freeBytes, markBytes }) => freeBytes < markBytes);
}

async function statNearest(folder: string): Promise<StatsFs> {
  try {
    return await statfs(folder);
  } catch (error) {
    const parent = dirname(folder);
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isMissing || parent === folder) throw error;
    return statNearest(parent);
  }
}
