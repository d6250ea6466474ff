import {
  jetstream,
  jetstreamManager,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
} from "@nats-io/jetstream";
import type { NatsStore } from "@caibian/schema";
import { connect, type NatsConnection } from "@nats-io/transport-node";

import type { Connection } from "../message/line.ts";

const CONNECT_MS = 3_000;
const STREAM_NOT_FOUND = 10_059;

/** A connection whose stream is known to be there. */
export interface NatsLine {
  readonly connection: NatsConnection;
  readonly stream: JetStreamClient;
}

/** Connects, and makes the stream when it is missing and may be made. */
export function connectNats(store: NatsStore): Connection<NatsLine> {
  const connecting = connect(optionsOf(store));
  return {
    ready: connecting.then(async (connection) => {
      await findStream(await jetstreamManager(connection, { timeout: store.timeoutMs }), store);
      return { connection, stream: jetstream(connection, { timeout: store.timeoutMs }) };
    }),
    end: () => {
      // A connection still under way ends by its own deadline.
      connecting
        .then(
          (connection) => connection.close(),
          () => undefined,
        )
        .catch(() => undefined);
    },
  };
}

function optionsOf(store: NatsStore): Parameters<typeof connect>[0] {
  const { protocol, host, username, password } = new URL(store.url);
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  return {
    servers: host,
    name: `caibian-${store.id}`,
    timeout: CONNECT_MS,
    reconnect: false,
    ignoreClusterUpdates: true,
    noAsyncTraces: true,
    ...(pass !== "" && { user, pass }),
    ...(pass === "" && user !== "" && { token: user }),
    ...(protocol === "tls:" && { tls: {} }),
  };
}

async function findStream(manager: JetStreamManager, store: NatsStore): Promise<void> {
  try {
    await manager.streams.info(store.stream);
  } catch (error) {
    const isMissing = error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND;
    if (!isMissing || !store.createStream) throw error;
    // The same stream made twice is one stream.
    await manager.streams.add({ name: store.stream, subjects: [store.subject.replaceAll(/\{[a-z]+\}/g, "*")] });
  }
}
