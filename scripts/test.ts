// `npm test`: builds, lints, checks types and runs every room's tests, with the servers that they need.
// The last line is `N passed, N failed`. With CI=true a suite whose server is missing is a failure.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

import { makeTestFolder } from "./test-folder.ts";
import { ensureServers } from "./test-servers.ts";
import { isInstallable, notRunLines, totalsIn, type TestTotals } from "./test-results.ts";
import { runTorture } from "./test-torture.ts";

const CHECKS = ["build", "lint", "typecheck"];
// Tests are run, not remembered: what a cache replays was not seen today, and leaves no counts.
const TESTS = ["test", "--only", "--force"];
const OPTIONS = ["--continue=dependencies-successful", "--ui=stream"];
const ACROSS_ROOMS = "@caibian/tests";

ensureServers();
const folder = makeTestFolder();
const results = join(folder.path, "results");
try {
  mkdirSync(results);
  process.exitCode = await runAll(join(results, "not-run.txt"));
} finally {
  folder.remove();
}

async function runAll(notRunFile: string): Promise<number> {
  const asked = process.argv.slice(2);
  const checked = await runTurbo([...CHECKS, "--concurrency=2", ...asked], notRunFile);
  const { ends, isSound } =
    asked.length === 0
      ? await testWhole(notRunFile)
      : { ends: [await runTurbo([...TESTS, ...asked], notRunFile)], isSound: null };
  const status = [checked, ...ends].find((end) => end !== 0) ?? 0;
  const { passed, failed } = withTorture(totalsIn(results), isSound);
  const notRun = notRunLines(notRunFile);
  const isShort = process.env.CI === "true" && notRun.some(isInstallable);
  if (notRun.length > 0) console.log(`\n${notRun.join("\n")}`);
  if (isShort) console.log("CI=true: a suite that could not run is a failure");
  if (status !== 0) console.log(`turbo ended with ${status}: the tasks that failed are named above`);
  console.log(`\n${passed} passed, ${failed} failed`);
  return status === 0 && failed === 0 && passed > 0 && !isShort ? 0 : 1;
}

/** The rooms beside what crosses rooms; after both, alone since it compares rates, the torture. */
async function testWhole(notRunFile: string): Promise<{ readonly ends: number[]; readonly isSound: boolean | null }> {
  const across = runTurbo([...TESTS, `--filter=${ACROSS_ROOMS}`], notRunFile);
  const rooms = runTurbo([...TESTS, "--concurrency=1", `--filter=!${ACROSS_ROOMS}`], notRunFile);
  const ends = await Promise.all([rooms, across]);
  const isSound = ends.every((end) => end === 0) ? await runTorture(notRunFile) : null;
  return { ends, isSound };
}

/** The torture counts as one test. */
function withTorture({ passed, failed }: TestTotals, isSound: boolean | null): TestTotals {
  if (isSound === null) return { passed, failed };
  return isSound ? { passed: passed + 1, failed } : { passed, failed: failed + 1 };
}

// Suites outside this repository's testkit may only print the line: it is read from the output too.
async function runTurbo(tasks: readonly string[], notRunFile: string): Promise<number> {
  const turbo = createRequire(import.meta.url).resolve("turbo/bin/turbo");
  const child = spawn(process.execPath, [turbo, "run", ...tasks, ...OPTIONS], {
    env: {
      ...process.env,
      TURBO_TELEMETRY_DISABLED: "1",
      CAIBIAN_NOT_RUN_FILE: notRunFile,
      CAIBIAN_TEST_RESULTS: results,
      TMPDIR: folder.path,
    },
    stdio: ["inherit", "pipe", "inherit"],
  });
  let rest = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (piece: string) => {
    process.stdout.write(piece);
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) keepNotRun(stripVTControlCharacters(line), notRunFile);
  });
  await once(child, "close");
  return child.exitCode ?? 1;
}

function keepNotRun(line: string, notRunFile: string): void {
  const at = line.indexOf("NOT RUN: ");
  if (at >= 0) appendFileSync(notRunFile, `${line.slice(at)}\n`);
}
