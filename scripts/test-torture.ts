import { spawn } from "node:child_process";
import { once } from "node:events";

const CI_MINUTES = "5";

/**
 * Runs `tests/torture` after the rooms' tests: in CI for five minutes, elsewhere when CAIBIAN_TORTURE_MINUTES asks for it.
 * Its seed is the day's date. Answers whether all was sound; null where it was not to run.
 */
export async function runTorture(notRunFile: string): Promise<boolean | null> {
  const minutes = process.env.CAIBIAN_TORTURE_MINUTES ?? (process.env.CI === "true" ? CI_MINUTES : "0");
  if (minutes === "0") {
    console.log("\ntorture: CI runs five minutes of it; here: npm run torture");
    return null;
  }
  const args = ["--import", "tsx", "tests/torture/main.ts", "--minutes", minutes];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, CAIBIAN_NOT_RUN_FILE: notRunFile },
    stdio: "inherit",
  });
  const [code] = (await once(child, "close")) as [number | null];
  return code === 0;
}
