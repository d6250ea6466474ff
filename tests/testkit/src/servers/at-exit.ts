import { rmSync } from "node:fs";

const cleanups = new Set<() => void>();
let isArmed = false;

/** Runs `cleanup` when this process ends without having called the function that this gives back. */
export function atExit(cleanup: () => void): () => void {
  if (!isArmed) arm();
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
}

/** Signals a process that may be gone already. */
export function signalPid(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Removes a folder that an ending server may still be writing to. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

// A default signal death skips the exit event: pass through it, then die of the same signal.
function arm(): void {
  isArmed = true;
  process.once("exit", runAll);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
    process.once(signal, () => {
      runAll();
      process.kill(process.pid, signal);
    });
}

function runAll(): void {
  for (const cleanup of cleanups) cleanup();
  cleanups.clear();
}
