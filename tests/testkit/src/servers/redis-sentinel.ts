import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { atExit, removeFolder, signalPid } from "./at-exit.ts";
import { askPort, freePort, waitUntil } from "./free-port.ts";
import { startRedis, type RedisServer } from "./redis.ts";

/** A master, its replica, and a Sentinel that makes the replica master when the master is gone. */
export interface RedisSentinel {
  /** `host:port` of the Sentinel. */
  readonly hosts: readonly string[];
  /** What the Sentinel calls the master. */
  readonly name: string;
  /** The first master; killed, it stays away. */
  readonly master: RedisServer;
  readonly replica: RedisServer;
  /** Makes the replica master while both live: the first master becomes its replica. */
  switchOver(): Promise<void>;
  stop(): Promise<void>;
}

const NAME = "news";
/** A Sentinel looks for replicas every 10 s: without one it cannot fail over. */
const FIND_REPLICA_MS = 30_000;

/** Starts the three on free ports. */
export async function startRedisSentinel(): Promise<RedisSentinel> {
  const master = await startRedis({ aof: true });
  const replica = await startRedis({ aof: true, args: ["--replicaof", "127.0.0.1", String(master.port)] });
  await waitUntil(
    "the replica",
    () => says(replica.port, "INFO replication", "master_link_status:up"),
    () => false,
  );
  const sentinel = await startSentinel(master.port);
  await waitUntil(
    "the Sentinel's replica",
    () => says(sentinel.port, `SENTINEL replicas ${NAME}`, String(replica.port)),
    () => false,
    FIND_REPLICA_MS,
  );
  return {
    hosts: [`127.0.0.1:${sentinel.port}`],
    name: NAME,
    master,
    replica,
    switchOver: async () => {
      // Refused while the Sentinel does not know the replica to be sound.
      await waitUntil(
        "the Sentinel to switch over",
        () => says(sentinel.port, `SENTINEL failover ${NAME}`, "+OK"),
        () => false,
      );
      await waitUntil(
        "the first master to be a replica",
        () => says(master.port, "INFO replication", "role:slave"),
        () => false,
      );
    },
    stop: async () => {
      await sentinel.stop();
      await Promise.all([master.stop(), replica.stop()]);
    },
  };
}

async function startSentinel(masterPort: number): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "caibian-sentinel-"));
  const file = join(folder, "sentinel.conf");
  const lines = [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${folder}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${masterPort} 1`,
    `sentinel down-after-milliseconds ${NAME} 500`,
    `sentinel failover-timeout ${NAME} 3000`,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  const child: ChildProcess = spawn("redis-server", [file, "--sentinel"], { stdio: "ignore" });
  child.on("error", (error) => process.stderr.write(`redis-server --sentinel: ${error.message}\n`));
  const forget = atExit(() => {
    signalPid(child.pid, "SIGKILL");
    removeFolder(folder);
  });
  const isOver = (): boolean => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  await waitUntil(`the Sentinel on port ${port}`, () => says(port, "PING", "+PONG"), isOver);
  return {
    port,
    stop: async () => {
      if (!isOver()) {
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
      }
      forget();
      removeFolder(folder);
    },
  };
}

async function says(port: number, line: string, word: string): Promise<boolean> {
  return (await askPort(port, `${line}\r\n`, 500))?.includes(word) ?? false;
}
