import { setTimeout as sleep } from "node:timers/promises";

import type { RabbitmqStore } from "@caibian/schema";
import { connect, type ChannelModel, type ConfirmChannel } from "amqplib";

import type { Connection } from "../message/line.ts";
import { BlockedError } from "./rabbitmq-error.ts";

const CONNECT_MS = 3_000;
const GOODBYE_MS = 500;

/** An open channel, and why it was closed. */
export interface RabbitmqLine {
  readonly channel: ConfirmChannel;
  /** What the server said when it closed the channel or the connection; null before that. */
  readonly trouble: () => Error | null;
  /** Rejects when the server takes nothing more: it is short of memory or disk. */
  readonly blocked: Promise<never>;
}

/** Connects, and makes the exchange, and the queue that the Store names. */
export function connectRabbitmq(store: RabbitmqStore): Connection<RabbitmqLine> {
  const cut = new AbortController();
  // The library hands its socket options on to `net.connect`, which knows a signal.
  const socketOptions = {
    timeout: CONNECT_MS,
    signal: cut.signal,
    clientProperties: { connection_name: `caibian-${store.id}` },
  };
  const connecting = connect(store.url, socketOptions);
  return {
    ready: connecting.then((connection) => openChannel(connection, store)),
    end: async () => {
      await Promise.race([sayGoodbye(connecting), sleep(GOODBYE_MS, undefined, { ref: false })]);
      cut.abort();
    },
  };
}

async function openChannel(connection: ChannelModel, store: RabbitmqStore): Promise<RabbitmqLine> {
  let trouble: Error | null = null;
  const note = (error: Error): void => void (trouble ??= error);
  connection.on("error", note);
  const channel = await connection.createConfirmChannel();
  channel.on("error", note);
  await channel.assertExchange(store.exchange, "topic", { durable: true });
  if (store.queue !== null) {
    await channel.assertQueue(store.queue, { durable: true });
    await channel.bindQueue(store.queue, store.exchange, "#");
  }
  const blocked = new Promise<never>((_resolve, reject) => {
    connection.on("blocked", (reason: string) => reject(new BlockedError(reason)));
  });
  // Between batches nobody waits for it.
  blocked.catch(() => undefined);
  return { channel, trouble: () => trouble, blocked };
}

async function sayGoodbye(connecting: Promise<ChannelModel>): Promise<void> {
  try {
    await (await connecting).close();
  } catch {
    // It never came to be, or is gone already.
  }
}
