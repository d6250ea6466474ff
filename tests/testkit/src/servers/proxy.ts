import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** A TCP wire between a client and a server that can be broken at will. */
export interface Proxy {
  readonly port: number;
  /** The target URL with the proxy's host and port. */
  readonly url: string;
  /** Resets every connection and refuses new ones until `resume`. */
  cut(): void;
  /** Keeps connections open and swallows every byte until `resume`. */
  blackhole(): void;
  /** Lets bytes through again. Connections from before a blackhole stay silent: their bytes are gone, so they are reset. */
  resume(): void;
  /** Resets every connection of now; new ones go through. */
  reset(): void;
  /** Delays each piece by this long, in milliseconds, both ways. Default 0. */
  latency(ms: number): void;
  /** Lets so many bytes a second through, each way of each connection; null: as many as come. Default null. */
  bandwidth(bytesPerSecond: number | null): void;
  close(): Promise<void>;
}

const SLICE_MS = 50;

/** Starts a proxy on 127.0.0.1 to the host and port of a URL (`postgres://…`, `redis://…`, `http://…`). */
export async function startProxy(target: string): Promise<Proxy> {
  const { hostname, port: targetPort } = new URL(target);
  const wires = new Set<Socket>();
  let mode: "open" | "cut" | "blackhole" = "open";
  let latencyMs = 0;
  let bytesPerMs = Number.POSITIVE_INFINITY;

  const server = createServer((client) => {
    if (mode === "cut") {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(Number(targetPort), hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      wires.add(from);
      from.setNoDelay(true);
      from.on("error", () => to.destroy());
      from.on("close", () => wires.delete(from));
      forward(from, to);
    }
  });

  const delayOf = (piece: Buffer): number => latencyMs + piece.length / bytesPerMs;

  // In slices: a wire that is well again makes nobody wait as if it were not.
  async function held(piece: Buffer): Promise<void> {
    for (let left = delayOf(piece); left > 0; left = Math.min(left - SLICE_MS, delayOf(piece)))
      await wait(Math.min(left, SLICE_MS));
  }

  function forward(from: Socket, to: Socket): void {
    let line: Promise<void> = Promise.resolve();
    const pass = async (piece: Buffer): Promise<void> => {
      await held(piece);
      if (mode === "blackhole" || to.destroyed) return;
      if (!to.write(piece)) {
        from.pause();
        to.once("drain", () => from.resume());
      }
    };
    from.on("data", (piece: Buffer) => {
      line = line.then(() => pass(piece));
    });
    // What is still under way arrives before the end does; a blackhole hides the end as well.
    const finish = async (): Promise<void> => {
      await line;
      if (mode !== "blackhole") to.destroySoon();
    };
    from.on("close", () => void finish());
  }

  const resetAll = (): void => {
    for (const wire of wires) wire.resetAndDestroy();
  };

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("Expected a TCP address");
  const through = new URL(target);
  through.hostname = "127.0.0.1";
  through.port = String(address.port);
  return {
    port: address.port,
    url: through.href,
    cut: () => {
      mode = "cut";
      resetAll();
    },
    blackhole: () => void (mode = "blackhole"),
    resume: () => {
      if (mode === "blackhole") resetAll();
      mode = "open";
    },
    reset: resetAll,
    latency: (ms) => void (latencyMs = ms),
    bandwidth: (bytesPerSecond) => {
      bytesPerMs = bytesPerSecond === null ? Number.POSITIVE_INFINITY : bytesPerSecond / 1000;
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      resetAll();
      await closed;
    },
  };
}
