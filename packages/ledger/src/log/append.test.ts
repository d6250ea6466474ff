import { setTimeout as sleep } from "node:timers/promises";

import { shardOf } from "@caibian/schema";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Ledger } from "../ledger.ts";
import { LEDGER_SCHEMA } from "../migrate/migrate.ts";
import { serverPool } from "../pool/server-pool.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import { inTransaction } from "../sql/transaction.ts";
import { openLedger } from "../open.ts";
import { startPostgres, type PostgresServer } from "../testkit/postgres-server.ts";
import { sampleArticle } from "../testkit/samples.ts";
import { appendLog, takeNumbers } from "./append.ts";

const WRITERS = 4;
const COMMITS = 150;
const ROWS = 5;

let server: PostgresServer | null;
let ledger: Ledger | null = null;
let pool: PgPoolLike;

beforeAll(async () => {
  server = await startPostgres();
  if (server === null) return;
  const url = await server.fresh();
  ledger = await openLedger({ location: url });
  pool = serverPool({ url, schema: LEDGER_SCHEMA, max: 6, name: "test", statementTimeoutMs: 60_000, onError });
});
afterAll(async () => {
  if (ledger !== null) {
    await pool.end();
    await ledger.close();
  }
  await server?.stop();
});

function onError(error: Error): never {
  throw error;
}

/** Writes revisions of its own articles in transactions that take an id and rows early and commit late. */
async function write(writer: number): Promise<void> {
  const ids = Array.from({ length: ROWS }, (_, i) => sampleArticle(`http://news.example/w${writer}/${i}`).id);
  for (let revision = 1; revision <= COMMITS; revision++) {
    await inTransaction(pool, async (client) => {
      await client.query("SELECT pg_current_xact_id()");
      await client.query(
        "INSERT INTO refused_page (lead_id, source_id, url, code, message, at) VALUES ($1,'','','','',now())",
        [writer * 1_000_000 + revision],
      );
      await sleep(Math.random() * 4);
      const seqs = await takeNumbers(client, ids.length);
      await appendLog(
        client,
        ids.map((articleId, i) => ({
          seq: seqs[i]!,
          articleId,
          shard: shardOf(articleId),
          revision,
          op: revision === 1 ? "publish" : "update",
          hash: "",
        })),
      );
      if (revision % 3 === 0) await sleep(Math.random() * 3);
    });
  }
}

test(
  "loses no row to a reader that follows the numbers while four writers commit out of turn",
  { timeout: 120_000 },
  async (context) => {
    if (ledger === null) {
      context.skip();
      return;
    }
    const seen: { seq: number; id: string; revision: number }[] = [];
    let isDone = false;
    const follow = async (): Promise<void> => {
      for (let cursor = 0, rest = 2; rest > 0;) {
        // Once more after the last commit.
        if (isDone) rest--;
        const { rows } = await pool.query(
          "SELECT seq, article_id, revision FROM article_log WHERE seq > $1 ORDER BY seq",
          [cursor],
        );
        for (const row of rows) {
          cursor = Number(row["seq"]);
          seen.push({ seq: cursor, id: String(row["article_id"]), revision: Number(row["revision"]) });
        }
      }
    };

    const reader = follow();
    await Promise.all(Array.from({ length: WRITERS }, (_, i) => write(i)));
    isDone = true;
    await reader;

    expect(seen).toHaveLength(WRITERS * COMMITS * ROWS);
    const last = new Map<string, number>();
    for (const { id, revision } of seen) {
      expect(revision).toBe((last.get(id) ?? 0) + 1);
      last.set(id, revision);
    }
  },
);
