import { protocol, type PGlite } from "@electric-sql/pglite";
import pg from "pg";

import { bindText } from "./bind-text.ts";
import type { PgQueryConfig, PgQueryResult } from "./pg-pool.ts";

type BackendMessage = Awaited<ReturnType<PGlite["execProtocolStream"]>>[number];
type Parse = (text: string) => unknown;

/**
 * PGlite's one session, spoken to in the wire protocol. One call carries parse, bind, describe, execute and sync
 * together (`PGlite.query` makes six), and rows are read by node-postgres' own type parsers, so that a row looks
 * the same whichever engine it came from.
 */
export class EmbeddedSession {
  readonly #db: PGlite;

  constructor(db: PGlite) {
    this.#db = db;
  }

  /** True between BEGIN and its end. */
  get isInTransaction(): boolean {
    return this.#db.isInTransaction();
  }

  /** Runs one query, or several without values. The caller sees to it that nothing else runs meanwhile. */
  async run<R>(query: string | PgQueryConfig, values?: readonly unknown[]): Promise<PgQueryResult<R>> {
    const config: PgQueryConfig = typeof query === "string" ? { text: query } : query;
    const bound = values ?? config.values;
    const message = bound === undefined ? protocol.serialize.query(config.text) : extended(config.text, bound);
    const messages = await this.#db.execProtocolStream(message, { syncToFs: false });
    return readResult<R>(messages, config.rowMode === "array");
  }

  /** Tells what a NOTIFY brings. Answers how to stop. */
  onNotification(listener: (channel: string, payload: string) => void): () => void {
    return this.#db.onNotification(listener);
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}

function extended(text: string, values: readonly unknown[]): Uint8Array {
  const { parse, bind, describe, execute, sync } = protocol.serialize;
  return Buffer.concat([
    parse({ text }),
    bind({ values: values.map(bindText) }),
    describe({ type: "P" }),
    execute({}),
    sync(),
  ]);
}

/** The result of the last statement, as node-postgres gives it for a query without values. */
function readResult<R>(messages: readonly BackendMessage[], asArray: boolean): PgQueryResult<R> {
  let result: PgQueryResult<R> = { rows: [], rowCount: null, command: "", fields: [] };
  let parsers: Parse[] = [];
  let isDone = false;
  for (const message of messages) {
    if (message.name === "rowDescription") {
      const { fields } = message as InstanceType<typeof protocol.messages.RowDescriptionMessage>;
      result = { rows: [], rowCount: null, command: "", fields };
      parsers = fields.map((field) => parserOf(field.dataTypeID, "text"));
      isDone = false;
    } else if (message.name === "dataRow") {
      const { fields } = message as InstanceType<typeof protocol.messages.DataRowMessage>;
      result.rows.push(readRow(fields, result.fields, parsers, asArray) as R);
    } else if (message.name === "commandComplete") {
      if (isDone) result = { rows: [], rowCount: null, command: "", fields: [] };
      // "INSERT 0 3", "SELECT 3", "CREATE TABLE"
      const words = (message as InstanceType<typeof protocol.messages.CommandCompleteMessage>).text.split(" ");
      const count = Number(words.at(-1));
      result.command = words[0] ?? "";
      result.rowCount = Number.isInteger(count) ? count : null;
      isDone = true;
    }
  }
  return result;
}

/** node-postgres' parser of a type; one that it does not know it leaves as text. */
const parserOf: (typeId: number, format: "text") => Parse = pg.types.getTypeParser;

function readRow(
  values: readonly (string | null)[],
  fields: readonly { readonly name: string }[],
  parsers: readonly Parse[],
  asArray: boolean,
): unknown {
  const parsed = values.map((value, i) => {
    const parse = parsers[i];
    return value === null || parse === undefined ? value : parse(value);
  });
  if (asArray) return parsed;
  const row: Record<string, unknown> = {};
  for (const [i, field] of fields.entries()) row[field.name] = parsed[i];
  return row;
}
