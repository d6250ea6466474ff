import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

import { atExit, signalPid } from "../servers/at-exit.ts";
import type { SiteCommand } from "./command.ts";
import type { SiteHost, SiteOptions } from "./start-site.ts";

/** A fixture site in a process of its own. */
export interface SiteProcess {
  readonly hosts: readonly SiteHost[];
  readonly pid: number;
  /** Runs a command over there; what it answers is what the method of FixtureSite gives. */
  ask(command: SiteCommand): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts the fixture site beside this process; from sources it runs through tsx, which must be resolvable. */
export async function spawnSite(options: SiteOptions = {}): Promise<SiteProcess> {
  const isSource = import.meta.url.endsWith(".ts");
  const script = fileURLToPath(new URL(isSource ? "../bin/site.ts" : "../bin/site.js", import.meta.url));
  const loader = isSource ? ["--conditions=source", "--import", tsxLoader()] : [];
  const child = spawn(process.execPath, [...loader, script, ...argumentsOf(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const forget = atExit(() => signalPid(child.pid, "SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<Readonly<Record<string, unknown>>> => {
    const line = await lines.next();
    if (line.done === true) throw new Error("Expected a line from the fixture site, but it ended");
    return JSON.parse(line.value) as Readonly<Record<string, unknown>>;
  };
  const { hosts } = await read();
  // Answers come in the order of the questions.
  let turn: Promise<unknown> = Promise.resolve();
  const ask = async (command: SiteCommand): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(command)}\n`);
    const { ok, result, error } = await read();
    if (ok !== true) throw new Error(String(error));
    return result;
  };
  return {
    hosts: hosts as readonly SiteHost[],
    pid: child.pid ?? 0,
    ask: (command) => {
      const mine = turn.then(() => ask(command));
      turn = mine.catch(() => undefined);
      return mine;
    },
    close: async () => {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : Promise.resolve();
      child.stdin.end();
      await gone;
      forget();
    },
  };
}

// A bare specifier would be looked up from the working directory.
function tsxLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
}

function argumentsOf({ seed, articles, port, delayMs, pageBytes }: SiteOptions): string[] {
  return Object.entries({ seed, articles, port, "delay-ms": delayMs, "page-bytes": pageBytes }).flatMap(
    ([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]),
  );
}
