import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Runs a script of this folder, from its source, in a process of its own. */
export function startChild(script: string, ...args: readonly string[]): ChildProcessWithoutNullStreams {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return spawn(process.execPath, ["--conditions=source", "--import=tsx", path, ...args]);
}

/** The lines that a process writes, as they come. */
export function linesOf(child: ChildProcessWithoutNullStreams): AsyncIterator<string> {
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}

/** Ends it without a chance to tidy up, and waits until it is gone. */
export async function kill(child: ChildProcessWithoutNullStreams): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}
