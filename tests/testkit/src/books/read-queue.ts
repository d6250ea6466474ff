import { connect } from "amqplib";

import { recordOf, type StoreReading, type StoreRecord } from "./store-reading.ts";

const DELIVERED_MS = 30_000;

/** Reads every message that waits in a RabbitMQ queue, oldest first; they stay there. */
export async function readQueue(url: string, queue: string): Promise<StoreReading> {
  const connection = await connect(url);
  // A server that is killed meanwhile: the promise below hears of it as well.
  connection.on("error", () => undefined);
  try {
    const channel = await connection.createChannel();
    const { messageCount } = await channel.checkQueue(queue);
    const records: StoreRecord[] = [];
    if (messageCount > 0)
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`RabbitMQ gave ${records.length} of ${messageCount}`)),
          DELIVERED_MS,
        );
        const take = (content: Buffer): void => {
          records.push(recordOf(JSON.parse(content.toString("utf8"))));
          if (records.length < messageCount) return;
          clearTimeout(late);
          resolve();
        };
        channel.on("close", () => reject(new Error("RabbitMQ closed the channel")));
        channel.consume(queue, (message) => message !== null && take(message.content)).catch(reject);
      });
    return { name: `rabbitmq#${queue}`, kind: "message", records: records.slice(0, messageCount) };
  } finally {
    // What was not acknowledged goes back to its place.
    await connection.close().catch(() => undefined);
  }
}
