import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The built command; `npm test` builds before it tests. */
export const BIN: string = fileURLToPath(new URL("../../packages/cli/dist/bin.js", import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `caibian` as a person would. Servers of the surrounding shell are hidden unless `env` names them. */
export async function caibian(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: options.cwd,
    env: cleanEnv(options.env),
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  child.stdin?.end(options.input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

/** Runs `caibian` to prepare a test: throws what it said when it ends with another code. */
export async function prepare(args: readonly string[], code = 0): Promise<CommandResult> {
  const result = await caibian(args);
  if (result.code !== code) throw new Error(`caibian ${args.join(" ")} ended with ${result.code}: ${result.stderr}`);
  return result;
}

/** This process's environment without the servers that it may name. */
export function cleanEnv(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && name !== "DATABASE_URL" && name !== "REDIS_URL") env[name] = value;
  }
  return { ...env, ...more };
}
