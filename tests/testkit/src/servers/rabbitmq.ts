import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { atExit, removeFolder, signalPid } from "./at-exit.ts";
import { askPort, freePort, waitUntil } from "./free-port.ts";

/** A RabbitMQ of our own on free ports, in a folder of its own. It starts slowly: one a test file. */
export interface RabbitmqServer {
  /** `amqp://guest:guest@127.0.0.1:port`. */
  readonly url: string;
  readonly port: number;
  /** Kills it (SIGKILL). Resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder. */
  restart(): Promise<void>;
  /** Runs `rabbitmqctl` against it. */
  control(...args: readonly string[]): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

const START_MS = 60_000;
/** Debian's commands in PATH change to another user and to the system's folders; these are the ones behind them. */
const BEHIND = "/usr/lib/rabbitmq/bin";
const GREETING = "AMQP\u0000\u0000\u0009\u0001";

/** Starts rabbitmq-server with an Erlang port mapper of its own. */
export async function startRabbitmq(): Promise<RabbitmqServer> {
  const [port, distPort, epmdPort] = [await freePort(), await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), "caibian-rabbitmq-"));
  writeFileSync(join(folder, "rabbitmq.conf"), "");
  writeFileSync(join(folder, "enabled_plugins"), "[].\n");
  const env = {
    ...process.env,
    HOME: folder,
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RABBITMQ_NODENAME: `caibian-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+S 1:1 +sbwt none",
  };
  // Else the node would start one that outlives it.
  const mapper = spawn("epmd", ["-port", String(epmdPort), "-address", "127.0.0.1"], { stdio: "ignore" });
  let server = launch(env);
  const forget = atExit(() => {
    signalGroup(server, "SIGKILL");
    signalPid(mapper.pid, "SIGKILL");
    removeFolder(folder);
  });
  await isUp(port, server);

  const kill = async (): Promise<void> => {
    if (hasEnded(server)) return;
    const gone = once(server, "exit");
    signalGroup(server, "SIGKILL");
    await gone;
  };
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    port,
    kill,
    restart: async () => {
      await kill();
      server = launch(env);
      await isUp(port, server);
    },
    control: async (...args) => {
      const [code] = await once(spawn(commandOf("rabbitmqctl"), args, { stdio: "ignore", env }), "exit");
      if (code !== 0) throw new Error(`Expected rabbitmqctl ${args.join(" ")} to succeed, got ${String(code)}`);
    },
    stop: async () => {
      await kill();
      signalPid(mapper.pid, "SIGKILL");
      forget();
      removeFolder(folder);
    },
  };
}

/** In a process group of its own: a shell script that starts the Erlang machine. */
function launch(env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(commandOf("rabbitmq-server"), { stdio: "ignore", env, detached: true });
  child.on("error", (error) => process.stderr.write(`rabbitmq-server: ${error.message}\n`));
  return child;
}

function commandOf(name: string): string {
  return existsSync(join(BEHIND, name)) ? join(BEHIND, name) : name;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) signalPid(-child.pid, signal);
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** It answers the protocol's greeting with a method frame (type 1). */
function isUp(port: number, child: ChildProcess): Promise<void> {
  return waitUntil(
    `rabbitmq-server on port ${port}`,
    async () => (await askPort(port, GREETING, 1_000))?.startsWith("\u0001") ?? false,
    () => hasEnded(child),
    START_MS,
  );
}
