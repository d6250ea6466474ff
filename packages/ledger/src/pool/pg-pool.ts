/** A query in node-postgres' object form. `name`: a server prepares it once a connection; an embedded one ignores it. */
export interface PgQueryConfig {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly name?: string;
  readonly rowMode?: "array";
  /** Bound on the answer in milliseconds, seen from here: on a server only. Default none. */
  readonly query_timeout?: number;
}

/** What a query gives, as node-postgres gives it. */
export interface PgQueryResult<R = Record<string, unknown>> {
  rows: R[];
  rowCount: number | null;
  command: string;
  fields: { name: string; dataTypeID: number }[];
}

/** What a `NOTIFY` brings. */
export interface PgNotification {
  channel: string;
  payload?: string;
  processId?: number;
}

/** One session checked out of the pool: alone in a transaction, shared between transactions. */
export interface PgClientLike {
  query<R = Record<string, unknown>>(
    text: string | PgQueryConfig,
    values?: readonly unknown[],
  ): Promise<PgQueryResult<R>>;
  release(error?: Error | boolean): void;
  on(event: "notification", listener: (message: PgNotification) => void): this;
  on(event: "error", listener: (error: Error) => void): this;
  on(event: "end", listener: () => void): this;
  removeListener(event: "notification", listener: (message: PgNotification) => void): this;
  removeAllListeners(event?: string): this;
}

/** The part of `pg.Pool` that BullMQ's PostgreSQL backend uses (6.7), and our SqlPool. */
export interface PgPoolLike {
  query<R = Record<string, unknown>>(
    text: string | PgQueryConfig,
    values?: readonly unknown[],
  ): Promise<PgQueryResult<R>>;
  connect(): Promise<PgClientLike>;
  end(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): this;
  on(event: "connect", listener: (client: PgClientLike) => void): this;
  removeAllListeners(event?: string): this;
  /** BullMQ asks it whether a silent drop would be noticed; an embedded session cannot drop. */
  readonly options: { readonly keepAlive: boolean; readonly max: number };
}
