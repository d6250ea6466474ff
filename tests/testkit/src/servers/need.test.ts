import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

import { spawnUntil, type CrashReport } from "../crash/spawn-until.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caibian-need-"));
});
afterAll(() => rm(folder, { recursive: true }));

const ask = (expression: string, env: Readonly<Record<string, string>>): Promise<CrashReport> => {
  const room = fileURLToPath(new URL("need.ts", import.meta.url));
  const code = `import(${JSON.stringify(room)}).then(({ needServer, needShared }) => console.log(${expression}))`;
  return spawnUntil({
    command: process.execPath,
    args: ["--import", "tsx", "-e", code],
    env: { CI: "", CAIBIAN_NOT_RUN_FILE: join(folder, "list"), ...env },
    killAt: { marker: "\0" },
  });
};

test("a missing server is told, kept for the list and skips the suite", async () => {
  const report = await ask(`needServer("redis", "queue on Redis")`, { PATH: folder });

  expect(report.stdout).toBe("false\n");
  expect(report.stderr).toMatch(/^NOT RUN: queue on Redis: install redis-server/);
  expect(await readFile(join(folder, "list"), "utf8")).toBe(report.stderr);
});

test("with CI=true a missing server is an error, missing shared data is not", async () => {
  const server = await ask(`needServer("redis", "queue on Redis")`, { PATH: folder, CI: "true" });
  const data = await ask(`needShared("corpus", "the corpus")`, { CAIBIAN_SHARED: folder, CI: "true" });

  expect(server.exitCode).toBe(1);
  expect(data).toMatchObject({ exitCode: 0, stdout: "null\n" });
  expect(data.stderr).toMatch(/^NOT RUN: the corpus: shared\/corpus is not beside/);
});
