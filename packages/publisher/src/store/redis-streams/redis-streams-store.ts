import type { Delivery, Receipt, RedisStreamsStore, StoreAdapter, WriteContext } from "@caibian/schema";
import { Redis } from "ioredis";

import { Line, type Connection } from "../message/line.ts";
import { toMessage, type MadeMessage, type Message } from "../message/message.ts";
import { placeOf } from "../message/place.ts";
import { rejected, sendable, takenReceipts } from "../message/receipts.ts";
import { ADD_NEWER } from "./add-newer.ts";
import { redisError } from "./redis-error.ts";

const CONNECT_MS = 3_000;

/**
 * A stream of Redis: one entry a Delivery, a batch in one transaction, so that all of it is there or nothing. With
 * `dedupe`, effect once: a hash beside the stream has each article's newest revision.
 */
export class RedisStream implements StoreAdapter {
  readonly #store: RedisStreamsStore;
  readonly #line: Line<Redis>;

  constructor(store: RedisStreamsStore) {
    this.#store = store;
    const where = `${store.id}: ${placeOf(store.url)} ${store.stream}`;
    this.#line = new Line({
      connect: () => connectRedis(store),
      deadlineMs: store.timeoutMs,
      errorOf: (thrown) => redisError(where, store.url, thrown),
    });
  }

  async open(): Promise<void> {
    await this.#line.run((redis) => redis.ping());
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const made = batch.map((delivery) => toMessage(delivery, this.#store.body));
    const messages = sendable(made);
    if (messages.length === 0) return takenReceipts(made);
    if (!this.#store.dedupe) {
      await this.#line.run((redis) => this.#addAll(redis, messages), context?.signal);
      return takenReceipts(made);
    }
    const isRepair = context?.repair === true;
    const added = await this.#line.run((redis) => this.#addNewer(redis, messages, isRepair), context?.signal);
    return dedupedReceipts(made, added);
  }

  async close(): Promise<void> {
    await this.#line.close();
  }

  async #addAll(redis: Redis, messages: readonly Message[]): Promise<void> {
    const { stream, maxLength } = this.#store;
    const bound = maxLength === null ? [] : ["MAXLEN", "~", maxLength];
    const transaction = redis.multi();
    for (const message of messages) transaction.call("XADD", stream, ...bound, "*", ...fieldsOf(message));
    for (const [error] of (await transaction.exec()) ?? []) if (error !== null) throw error;
  }

  async #addNewer(redis: Redis, messages: readonly Message[], isRepair: boolean): Promise<ReadonlySet<string>> {
    const { stream, maxLength } = this.#store;
    // The hash tag puts both keys into one slot of a cluster: `{x}` hashes as `x` alone.
    const keys = [stream, `{${stream}}:revisions`];
    const args = messages.flatMap((one) => [one.articleId, one.revision, ...fieldsOf(one)]);
    const head = [maxLength ?? 0, isRepair ? 1 : 0, FIELDS];
    const added = await redis.eval(ADD_NEWER, keys.length, ...keys, ...head, ...args);
    return new Set(Array.isArray(added) ? added.map(String) : []);
  }
}

/** How many words `fieldsOf` gives. */
const FIELDS = 10;

function fieldsOf({ id, revision, kind, contentHash, text }: Message): readonly string[] {
  return ["id", id, "revision", String(revision), "op", kind, "contentHash", contentHash ?? "", "record", text];
}

function dedupedReceipts(made: readonly MadeMessage[], added: ReadonlySet<string>): readonly Receipt[] {
  return made.map((one) => {
    if (!one.ok) return rejected(one.seq, one.reason);
    return { seq: one.message.seq, outcome: added.has(one.message.id) ? "stored" : "stale" };
  });
}

/** Ready only after a round trip: what an earlier connection left in the server's buffers has been read by then. */
function connectRedis(store: RedisStreamsStore): Connection<Redis> {
  const redis = new Redis(store.url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    connectionName: `caibian-${store.id}`,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    reconnectOnError: () => false,
  });
  const lost = new Promise<never>((_resolve, reject) => redis.once("error", reject));
  // What goes wrong later shows in the command that it breaks.
  lost.catch(() => undefined);
  const ready = Promise.race([redis.connect(), lost]).then(() => redis);
  return { ready, end: () => redis.disconnect() };
}
