import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { atExit, removeFolder, signalPid } from "./at-exit.ts";
import { askPort, freePort, waitUntil } from "./free-port.ts";

export interface NatsOptions {
  /** Most bytes of one message. Default 8 MB; the server's own default is 1 MB. */
  readonly maxPayload?: number;
  /** Whether it keeps messages (JetStream). Default true. */
  readonly jetstream?: boolean;
}

/** A nats-server of our own on a free port, in a folder of its own. It knows one user, `caibian` with password `right`. */
export interface NatsServer {
  /** With user and password. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Default SIGKILL. Resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and folder. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

const EIGHT_MB = 8_388_608;

/** Starts nats-server from PATH (Debian keeps it in /usr/sbin). */
export async function startNats(options: NatsOptions = {}): Promise<NatsServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "caibian-nats-"));
  const config = join(folder, "nats.conf");
  writeFileSync(config, configText(port, folder, options));
  let child = launch(config);
  const forget = atExit(() => {
    signalPid(child.pid, "SIGKILL");
    removeFolder(folder);
  });
  await isUp(port, child);

  const kill = async (signal: NodeJS.Signals = "SIGKILL"): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  return {
    url: `nats://caibian:right@127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0;
    },
    kill,
    restart: async () => {
      await kill("SIGTERM");
      child = launch(config);
      await isUp(port, child);
    },
    stop: async () => {
      await kill();
      forget();
      removeFolder(folder);
    },
  };
}

function configText(port: number, folder: string, options: NatsOptions): string {
  const { maxPayload = EIGHT_MB, jetstream = true } = options;
  return [
    `listen: "127.0.0.1:${port}"`,
    `max_payload: ${maxPayload}`,
    "authorization { users: [{ user: caibian, password: right }] }",
    jetstream ? `jetstream { store_dir: ${JSON.stringify(folder)} }` : "",
  ].join("\n");
}

function launch(config: string): ChildProcess {
  const path = `${process.env.PATH ?? ""}:/usr/sbin:/usr/local/sbin`;
  const child = spawn("nats-server", ["-c", config], { stdio: "ignore", env: { ...process.env, PATH: path } });
  child.on("error", (error) => process.stderr.write(`nats-server: ${error.message}\n`));
  return child;
}

/** It greets whoever connects. */
function isUp(port: number, child: ChildProcess): Promise<void> {
  return waitUntil(
    `nats-server on port ${port}`,
    async () => (await askPort(port, "", 500))?.startsWith("INFO") ?? false,
    () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null,
  );
}
