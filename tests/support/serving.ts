import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import { BIN, cleanEnv } from "./command.ts";

/** A `caibian serve` or `worker` that runs beside the test. */
export interface ServingProcess {
  readonly pid: number;
  /** What it printed first: that it is ready, and where its console is. */
  readonly greeting: string;
  /** `http://…` of its console; "" for a worker. */
  readonly consoleUrl: string;
  /** Everything on standard error so far. */
  log(): string;
  /** SIGTERM, then the exit code and how long it took. */
  stop(): Promise<{ readonly code: number | null; readonly ms: number }>;
  kill(): Promise<void>;
}

/** Starts it and waits until it says that it is ready. */
export async function startServing(
  command: "serve" | "worker",
  configFile: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServingProcess> {
  const child = spawn(process.execPath, [BIN, command, "--config", configFile], {
    env: cleanEnv(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
  const greeting = await firstLine(child, () => errors);
  const ended = async (): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const [code] = (await once(child, "exit")) as [number | null];
    return code;
  };
  return {
    pid: child.pid ?? 0,
    greeting,
    consoleUrl: /http:\/\/\S+/.exec(greeting)?.[0] ?? "",
    log: () => errors,
    async stop() {
      const started = performance.now();
      child.kill("SIGTERM");
      return { code: await ended(), ms: performance.now() - started };
    },
    async kill() {
      child.kill("SIGKILL");
      await ended();
    },
  };
}

function firstLine(child: ChildProcess, errors: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once("exit", (code) => reject(new Error(`it ended with ${String(code)} before it was ready: ${errors()}`)));
  });
}

/** Waits until something holds; fails with its name after `timeoutMs`. */
export async function until(what: string, holds: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
}
