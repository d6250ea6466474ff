import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { needServer, recordOf, startKafkaMock, startProxy, type StoreReading } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

const TOPIC = "news";
const MOST_BYTES = 500_000_000;

/** A topic of librdkafka's mock cluster, read by librdkafka. */
export async function startKafkaStore(): Promise<TestedStore | null> {
  if (!needServer("kcat", "torture: kafka")) return null;
  const cluster = await startKafkaMock();
  const wire = await startProxy(cluster.url);
  cluster.advertise(wire.port);
  const reading = async (): Promise<StoreReading> => {
    const args = ["-C", "-e", "-q", "-J", "-b", cluster.broker, "-t", TOPIC];
    const { stdout } = await promisify(execFile)("kcat", args, { maxBuffer: MOST_BYTES });
    const lines = stdout.split("\n").filter((line) => line !== "");
    const values = lines.map((line) => (JSON.parse(line) as { readonly payload: string | null }).payload);
    return { name: "kafka", kind: "message", records: values.map((value) => recordOf(JSON.parse(value ?? "null"))) };
  };
  return {
    input: { id: "bus", type: "kafka", brokers: [`127.0.0.1:${wire.port}`], topic: TOPIC, createTopic: true },
    kind: "message",
    wire,
    server: null,
    holding: holdingIn(reading),
    reading,
    close: async () => {
      await wire.close();
      await cluster.stop();
    },
  };
}
