import { spawn } from "node:child_process";

import { atExit, signalPid } from "../servers/at-exit.ts";

/** A run of a child process that is to end badly. */
export interface CrashRun {
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** After so many milliseconds (a number, or a random one between two bounds), or when a line holds the marker. */
  readonly killAt: { readonly afterMs: number | readonly [number, number] } | { readonly marker: string };
  /** Default SIGKILL. */
  readonly signal?: NodeJS.Signals;
  /** The child is killed in any case after this long, in milliseconds. Default 60 000. */
  readonly timeoutMs?: number;
}

/** How it went. */
export interface CrashReport {
  /** False when the child ended by itself first. */
  readonly killed: boolean;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed, the last megabyte of each. */
  readonly stdout: string;
  readonly stderr: string;
  readonly ranMs: number;
}

const KEPT_CHARS = 1_048_576;

/** Runs a child and kills it at a moment of its life. Resolves when it is gone and its output is read. */
export function spawnUntil(run: CrashRun): Promise<CrashReport> {
  const started = Date.now();
  const child = spawn(run.command, run.args ?? [], {
    cwd: run.cwd,
    env: { ...process.env, ...run.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const forget = atExit(() => signalPid(child.pid, "SIGKILL"));
  let killed = false;
  const kill = (): void => {
    killed = child.kill(run.signal ?? "SIGKILL") || killed;
  };
  const timers = [setTimeout(() => child.kill("SIGKILL"), run.timeoutMs ?? 60_000)];
  if ("afterMs" in run.killAt) timers.push(setTimeout(kill, momentOf(run.killAt.afterMs)));
  const marker = "marker" in run.killAt ? run.killAt.marker : null;

  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8");
    child[stream].on("data", (piece: string) => {
      const from = Math.max(0, said[stream].length - (marker?.length ?? 0));
      said[stream] += piece;
      if (marker !== null && !killed && said[stream].includes(marker, from)) kill();
      if (said[stream].length > 2 * KEPT_CHARS) said[stream] = said[stream].slice(-KEPT_CHARS);
    });
  }
  const finish = (): void => {
    for (const timer of timers) clearTimeout(timer);
    forget();
  };
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      finish();
      reject(error);
    });
    child.once("close", (exitCode, signal) => {
      finish();
      resolve({ killed, exitCode, signal, ...said, ranMs: Date.now() - started });
    });
  });
}

function momentOf(afterMs: number | readonly [number, number]): number {
  if (typeof afterMs === "number") return afterMs;
  const [least, most] = afterMs;
  return least + Math.random() * (most - least);
}
