import type { RedisSettings } from "@caibian/schema";
import type { BackendFactory, ConnectionOptions } from "bullmq";

/** Where the queue lives. */
export type QueueEngine =
  | {
      readonly kind: "redis";
      /** A URL in one of the forms of `readRedisUrl`, or what it would say. */
      readonly url: string | RedisSettings;
    }
  | {
      readonly kind: "postgres";
      /**
       * A `pg.Pool`, or something of its shape (`QueuePool`). Its sessions' `search_path` must begin with, or be
       * alone in knowing, the schema `bullmq`: BullMQ's statements name no schema.
       */
      readonly pool: QueuePool;
    };

/** Rows of one statement. */
export interface QueueRows {
  readonly rows: Record<string, unknown>[];
  readonly rowCount: number | null;
}

/**
 * The part of `pg.Pool` that BullMQ's PostgreSQL backend uses (6.7). Measured by reading it and by the contract
 * suite, not documented by it:
 * - `query(text, values)` in a session of its own choosing;
 * - `connect()` gives a client that hears `notification` after `LISTEN`, and is kept for as long as a worker lives:
 *   it must not hold an embedded session alone outside of BEGIN … COMMIT;
 * - statements without values may be several in one text (migrations);
 * - `options.keepAlive` true lets idle workers sleep an hour, not ten seconds.
 */
export interface QueuePool {
  query(text: string, values?: readonly unknown[]): Promise<QueueRows>;
  connect(): Promise<QueueClient>;
  end(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** One session of a QueuePool. */
export interface QueueClient {
  query(text: string, values?: readonly unknown[]): Promise<QueueRows>;
  on(event: "error", listener: (error: Error) => void): unknown;
  removeAllListeners(event?: string): unknown;
  release(error?: Error | boolean): void;
}

/** A connection for one Queue or Worker of BullMQ. */
export interface Link {
  readonly connection: ConnectionOptions;
  /** Lets go of it; BullMQ closes what it opened itself. */
  close(): void;
}

/** What an engine is told. */
export interface BackendSettings {
  readonly log: (text: string) => void;
}

/** An engine, made ready: what every Queue and Worker of BullMQ is opened with. */
export interface Backend {
  readonly kind: QueueEngine["kind"];
  /** Begins the keys of every queue, or null for BullMQ's own word. */
  readonly prefix: string | null;
  /** For those who add: fails within seconds when the server is away. For those who wait: tries for ever. */
  link(role: "adding" | "waiting"): Link;
  readonly factory: BackendFactory;
  warnings(): Promise<readonly string[]>;
}
