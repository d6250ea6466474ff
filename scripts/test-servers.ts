import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

type Step = readonly [command: string, ...args: string[]];

/** What tests start on their own: the command, and the packages that bring it. */
const SERVERS: readonly { readonly command: string; readonly debian: string; readonly brew: string }[] = [
  { command: "redis-server", debian: "redis-server", brew: "redis" },
  { command: "mariadbd", debian: "mariadb-server", brew: "mariadb" },
  { command: "nats-server", debian: "nats-server", brew: "nats-server" },
  { command: "rabbitmq-server", debian: "rabbitmq-server", brew: "rabbitmq" },
  { command: "kcat", debian: "kcat", brew: "kcat" },
];

/** Makes sure that the servers are there, by the system's package manager where it may. Says what it does. */
export function ensureServers(): void {
  const missing = SERVERS.filter(({ command }) => !isOnPath(command));
  if (missing.length === 0) return;
  const names = missing.map(({ command }) => command).join(", ");
  if (process.env.CAIBIAN_NO_INSTALL === "1") {
    console.log(`${names}: not there, and CAIBIAN_NO_INSTALL=1 forbids installing`);
    return;
  }
  if (process.getuid?.() === 0 && isOnPath("apt-get")) {
    const install: Step = ["apt-get", "install", "-y", "--no-install-recommends", ...missing.map((one) => one.debian)];
    if (!run(install) && run(["apt-get", "update"])) run(install);
  } else if (process.platform === "darwin" && isOnPath("brew")) {
    run(["brew", "install", ...missing.map((one) => one.brew)]);
  }
  for (const { command } of missing) {
    if (!isOnPath(command)) console.log(`${command} could not be installed: suites that need it will not run`);
  }
}

function run([command, ...args]: Step): boolean {
  console.log(`a test server is missing: ${command} ${args.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, stderr } = spawnSync(command, args, { env, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (status !== 0) console.log(`${command} failed: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  return status === 0;
}

function isOnPath(command: string): boolean {
  // Debian keeps servers in sbin, which the PATH of a plain user lacks.
  return [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"].some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      // Not in this folder of PATH.
      return false;
    }
  });
}
