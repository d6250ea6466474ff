import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What a process used, by its own account at its end. */
export interface Usage {
  readonly cpuMs: number;
  readonly rssMb: number;
  readonly wallMs: number;
  readonly stdout: string;
}

const PRELOAD = pathToFileURL(fileURLToPath(new URL("report-usage.mjs", import.meta.url))).href;

/** Runs a Node program to its end and reads what it used, threads included. */
export async function runMeasured(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), "caibian-usage-"));
  const file = join(folder, "usage.json");
  try {
    const child = spawn(process.execPath, ["--import", PRELOAD, ...args], {
      env: { ...process.env, ...env, BENCH_USAGE: file },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`${args[0]} ended with ${String(code)}: ${stderr.slice(-2000)}`);
    return { ...(JSON.parse(readFileSync(file, "utf8")) as Omit<Usage, "stdout">), stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
