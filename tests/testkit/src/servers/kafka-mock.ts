import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

import { atExit, signalPid } from "./at-exit.ts";

/** librdkafka's mock cluster of one broker, as `kcat` runs it. It keeps its messages in memory. */
export interface KafkaMock {
  /** `kafka://127.0.0.1:port`, for a proxy. */
  readonly url: string;
  /** `127.0.0.1:port`, for a client. */
  readonly broker: string;
  readonly pid: number;
  /**
   * From now on the broker tells its clients to come to this port: that of a proxy. A Kafka client asks for the
   * cluster first, and then goes where it is told.
   */
  advertise(port: number): void;
  stop(): Promise<void>;
}

const NAMED = /replaced with 127\.0\.0\.1:(\d+)/;
const START_MS = 10_000;

/** Starts a mock cluster with `kcat` from PATH. Topics are made at first use, with four partitions. */
export async function startKafkaMock(): Promise<KafkaMock> {
  // A producer that is given nothing to produce: its cluster lives until its input ends, so it cannot outlive us.
  const args = ["-P", "-b", "mock", "-t", "none", "-X", "test.mock.num.brokers=1"];
  const child = spawn("kcat", args, { stdio: ["pipe", "ignore", "pipe"] });
  const forget = atExit(() => signalPid(child.pid, "SIGKILL"));
  const brokerPort = await readPort(child.stderr);
  const sockets = new Set<Socket>();
  let advertised = 0;
  const server = createServer((client) => {
    const broker = connect(brokerPort, "127.0.0.1");
    for (const [from, to] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroySoon();
      });
    }
    client.pipe(broker);
    broker.on("data", (piece: Buffer) => client.write(renamePort(piece, brokerPort, advertised)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("Expected a TCP address");
  advertised = address.port;
  const broker = `127.0.0.1:${String(address.port)}`;
  return {
    url: `kafka://${broker}`,
    broker,
    pid: child.pid ?? 0,
    advertise: (port) => void (advertised = port),
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      forget();
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
      }
    },
  };
}

/** The mock broker's port, which it says as it starts. */
async function readPort(stderr: NodeJS.ReadableStream): Promise<number> {
  let said = "";
  const timer = setTimeout(() => stderr.emit("error", new Error(`no port within ${START_MS} ms`)), START_MS);
  try {
    for await (const piece of stderr) {
      said += String(piece);
      const port = NAMED.exec(said)?.[1];
      if (port !== undefined) {
        stderr.resume();
        return Number(port);
      }
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`Expected kcat to name its mock broker, got: ${said}`);
}

/** Puts another port where an answer names the broker. */
function renamePort(piece: Buffer, from: number, to: number): Buffer {
  const was = addressBytes(from);
  const is = addressBytes(to);
  for (let at = piece.indexOf(was); at !== -1; at = piece.indexOf(was, at + 1)) is.copy(piece, at);
  return piece;
}

/** The broker's address as the protocol writes it: a string with a 16-bit length, then the port in 32 bits. */
function addressBytes(port: number): Buffer {
  const host = Buffer.from("127.0.0.1");
  const bytes = Buffer.alloc(2 + host.length + 4);
  bytes.writeUInt16BE(host.length);
  host.copy(bytes, 2);
  bytes.writeUInt32BE(port, 2 + host.length);
  return bytes;
}
