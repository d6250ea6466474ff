/** Rows of one statement, as node-postgres gives them. */
export interface SqlResult {
  readonly rows: readonly Record<string, unknown>[];
  readonly rowCount: number | null;
}

/** A session held alone, for a transaction. */
export interface SqlClient {
  query(text: string, values?: readonly unknown[]): Promise<SqlResult>;
  release(error?: Error | boolean): void;
}

/** The part of node-postgres' `Pool` that our rooms use; PGlite has one too (packages/ledger). */
export interface SqlPool {
  query(text: string, values?: readonly unknown[]): Promise<SqlResult>;
  connect(): Promise<SqlClient>;
  end(): Promise<void>;
}
