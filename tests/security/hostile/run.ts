import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What asking every hostile server came to, twice each, beside three healthy hosts. */
export interface HostileRun {
  readonly outcomes: readonly {
    readonly name: string;
    readonly ends: string;
    readonly got: string;
    readonly ms: number;
  }[];
  /** How far the asking process grew. */
  readonly grownMb: number;
  /** Rate of the healthy hosts under attack, over their rate alone. */
  readonly keptRate: number;
  readonly deadlineMs: number;
}

/** Runs servers and client in processes of their own: only the client's memory and time are measured. */
export async function runHostile(): Promise<HostileRun> {
  const servers: ChildProcess[] = [];
  const serve = async (kind: string): Promise<string> => {
    const child = start("serve.ts", [kind]);
    servers.push(child);
    return readAll(child, "line");
  };
  try {
    const lists = [await serve("hostile"), await serve("healthy")];
    return JSON.parse(await readAll(start("ask.ts", lists), "end")) as HostileRun;
  } finally {
    for (const server of servers) server.stdin?.end();
  }
}

/** As our image runs (infra/Dockerfile): each arena of glibc keeps what its threads freed, and counts as growth. */
const AS_THE_IMAGE = { MALLOC_ARENA_MAX: "2" };

function start(script: string, args: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL(script, import.meta.url));
  return spawn(process.execPath, ["--conditions=source", "--import", "tsx", file, ...args], {
    env: { ...process.env, ...AS_THE_IMAGE },
    stdio: ["pipe", "pipe", "inherit"],
  });
}

/** What a child prints, up to its first line end or to its own end. */
async function readAll(child: ChildProcess, until: "line" | "end"): Promise<string> {
  let text = "";
  const firstLine = new Promise<void>((resolve) => {
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (until === "line" && text.includes("\n")) resolve();
    });
  });
  await Promise.race([firstLine, once(child, "close")]);
  if (!text.includes("\n")) throw new Error(`The child ended with ${String(child.exitCode)}: ${text}`);
  return text;
}
