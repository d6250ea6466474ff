import { mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { makeFolder } from "./make-folder.ts";

let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), "caibian-folder-"))));
afterEach(() => rm(root, { recursive: true, force: true }));

const PRIVATE = 0o700;
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

test("makes what is missing of a path, and is content with what is there", async () => {
  const path = join(root, "a", "b", "c");

  await makeFolder(path, PRIVATE);
  await makeFolder(path);

  expect(await modeOf(path)).toBe(PRIVATE);
  expect(await modeOf(join(root, "a"))).toBe(PRIVATE);
});

test("many at once make the same folder", async () => {
  const path = join(root, "a", "b", "c", "d");

  await Promise.all(Array.from({ length: 20 }, () => makeFolder(path)));

  expect((await stat(path)).isDirectory()).toBe(true);
});

test("says what is in the way", async () => {
  await writeFile(join(root, "file"), "");
  await symlink(join(root, "gone"), join(root, "link"));

  await expect(makeFolder(join(root, "file"))).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolder(join(root, "file", "a"))).rejects.toMatchObject({ code: "ENOTDIR" });
  await expect(makeFolder(join(root, "link"))).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolder(join(root, "link", "a"))).rejects.toMatchObject({ code: "EEXIST" });
});

test.skipIf(process.platform !== "linux")("ends where a file system takes no folders and says ENOENT", async () => {
  await expect(makeFolder("/proc/caibian")).rejects.toMatchObject({ code: "ENOENT" });
  await expect(makeFolder("/proc/caibian/out")).rejects.toMatchObject({ code: "ENOENT" });
});
