import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

type Step = readonly [command: string, ...args: string[]];

const APT_INSTALL: Step = ["apt-get", "install", "-y", "--no-install-recommends", "redis-server"];

/** Makes sure that redis-server is on PATH, by the system's package manager where it may. Says what it does. */
export function ensureRedisServer(): void {
  if (isOnPath("redis-server")) return;
  if (process.env.CAIBIAN_NO_INSTALL === "1") {
    console.log("redis-server is not there and CAIBIAN_NO_INSTALL=1 forbids installing it");
    return;
  }
  if (process.getuid?.() === 0 && isOnPath("apt-get")) {
    if (!run(APT_INSTALL) && run(["apt-get", "update"])) run(APT_INSTALL);
  } else if (process.platform === "darwin" && isOnPath("brew")) run(["brew", "install", "redis"]);
  if (!isOnPath("redis-server")) console.log("redis-server could not be installed: suites that need it will not run");
}

function run([command, ...args]: Step): boolean {
  console.log(`redis-server is missing: ${command} ${args.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, stderr } = spawnSync(command, args, { env, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (status !== 0) console.log(`${command} failed: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  return status === 0;
}

function isOnPath(command: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      // Not in this folder of PATH.
      return false;
    }
  });
}
