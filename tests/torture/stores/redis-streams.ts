import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { recordOf, startProxy, startRedis, type StoreReading } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

const STREAM = "news";
const MOST_BYTES = 500_000_000;

type Entry = readonly [id: string, fields: readonly string[]];

/** A stream on a Redis of its own, which keeps what it has written. */
export async function startRedisStreamsStore(): Promise<TestedStore> {
  const server = await startRedis({ aof: true });
  const wire = await startProxy(server.url);
  const reading = async (): Promise<StoreReading> => {
    const args = ["-p", String(server.port), "-3", "--json", "XRANGE", STREAM, "-", "+"];
    const { stdout } = await promisify(execFile)("redis-cli", args, { maxBuffer: MOST_BYTES });
    const entries = JSON.parse(stdout) as readonly Entry[];
    const records = entries.map(([, fields]) => recordOf(JSON.parse(fields[fields.indexOf("record") + 1] ?? "null")));
    return { name: "redis-streams", kind: "message", records };
  };
  return {
    input: { id: "stream", type: "redis-streams", url: wire.url, stream: STREAM },
    kind: "message",
    wire,
    server,
    holding: holdingIn(reading),
    reading,
    close: async () => {
      await wire.close();
      await server.stop();
    },
  };
}
