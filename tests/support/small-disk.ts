import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { notRun } from "@caibian/testkit";

/** A file system of its own, of a given size. */
export interface SmallDisk {
  readonly folder: string;
  remove(): void;
}

/** Mounts a tmpfs; null, reported as not run, where that is not allowed (it takes root). */
export function mountSmallDisk(megabytes: number, suite: string): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), "caibian-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    rmSync(folder, { recursive: true });
    notRun(suite, `needs leave to mount a tmpfs (root): ${String(error)}`);
    return null;
  }
  return {
    folder,
    remove() {
      execFileSync("umount", [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
