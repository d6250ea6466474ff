import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What all rooms' test runs came to. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
}

interface VitestSummary {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Adds up the JSON summaries in a folder. A test file that did not load counts as one failure. */
export function totalsIn(folder: string): TestTotals {
  let passed = 0;
  let failed = 0;
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith(".json"))) {
    const summary = JSON.parse(readFileSync(join(folder, name), "utf8")) as VitestSummary;
    const unloaded = summary.testResults.filter(
      ({ status, assertionResults }) =>
        status === "failed" && assertionResults.every((test) => test.status !== "failed"),
    );
    passed += summary.numPassedTests;
    failed += summary.numFailedTests + unloaded.length;
  }
  return { passed, failed };
}

/** The different `NOT RUN: …` lines that test processes appended to a file. */
export function notRunLines(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  return [...new Set(readFileSync(file, "utf8").split("\n"))].filter((line) => line.startsWith("NOT RUN: ")).sort();
}

/** True when something could be installed for it: data that is not part of the project is nobody's fault. */
export function isInstallable(line: string): boolean {
  return /^NOT RUN: .*: install /.test(line);
}
