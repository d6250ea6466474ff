import { spawn } from "node:child_process";
import { once } from "node:events";

/** What `caibian run --json` prints. */
export interface RunOutput {
  readonly counts: Readonly<Record<string, number>>;
}

/** Runs the built command; its standard output is shown or given back. */
export async function caibian(args: readonly string[], output: "show" | "read"): Promise<string> {
  const child = spawn(process.execPath, ["packages/cli/dist/bin.js", ...args], {
    stdio: ["ignore", output === "read" ? "pipe" : "inherit", "inherit"],
  });
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`caibian ${args.join(" ")} ended with ${String(code)}`);
  return text;
}
