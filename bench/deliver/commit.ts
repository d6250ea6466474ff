import { openLedger, type Ledger, type PageOutcome } from "@caibian/ledger";
import { sourceSchema, toBeijing, type Article } from "@caibian/schema";
import type { PostgresServer } from "@caibian/testkit";
import pg from "pg";

import { madeArticle } from "./made-article.ts";
import { valueLists } from "./values-sql.ts";

const SOURCE = { id: "bench", start: ["https://news.bench.test/"] };
const BATCH = 50;
// "log!", as the ledger takes it
const LOG_LOCK = 0x6c6f6721;

/** Tables that a commit of a Visit's articles writes, in the order of writing. */
const TABLES = ["page", "lead", "article_revision", "article", "article_log"] as const;

/** Milliseconds for the same articles in the same batches: the ledger's commits, and plain inserts under its lock. */
export interface CommitTimes {
  readonly oursMs: number;
  readonly insertMs: number;
}

/**
 * Commits articles of a Visit, so many full batches, and then inserts the very rows that this made into the same tables of a second database:
 * a statement a table and batch, the ledger's lock before the log's rows, one transaction a batch.
 */
export async function timeCommits(server: PostgresServer, name: string, articles: number): Promise<CommitTimes> {
  const url = await server.createDatabase(`${name}_ours`);
  const plainUrl = await server.createDatabase(`${name}_plain`);
  const made = Array.from({ length: articles }, (_, n) => madeArticle(n));
  const oursMs = await commitAt(url, made);
  const plain = await openLedger({ location: plainUrl });
  await plain.syncSources([sourceSchema.parse(SOURCE)]);
  await plain.close();
  return { oursMs, insertMs: await insertAll(url, plainUrl) };
}

async function commitAt(url: string, articles: readonly Article[]): Promise<number> {
  const ledger = await openLedger({ location: url });
  try {
    return await commitAll(ledger, articles);
  } finally {
    await ledger.close();
  }
}

/** Milliseconds for the commits of a Visit that found these articles; its list and its Leads are there already. */
export async function commitAll(ledger: Ledger, articles: readonly Article[]): Promise<number> {
  await ledger.syncSources([sourceSchema.parse(SOURCE)]);
  const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: false, reason: "hand" });
  const list = SOURCE.start[0] ?? "";
  await ledger.frontier.recordList(visit, {
    url: list,
    fetchedAt: toBeijing(Date.now()),
    validators: { etag: null, lastModified: null, bodySha256: null },
    leads: articles.map(({ url, title }) => ({
      v: 1,
      url: url ?? "",
      kind: "article",
      foundOn: list,
      anchorText: title,
      listDate: null,
    })),
  });
  const waiting = await ledger.frontier.waiting(visit, articles.length);
  const leads = new Map(waiting.map(({ lead, leadId }) => [lead.url, leadId]));
  const batches = batchesOf(articles.map((article) => outcomeOf(article, leads.get(article.url ?? "") ?? "")));
  const startedAt = performance.now();
  for (const batch of batches) await ledger.commit(visit, batch);
  const tookMs = performance.now() - startedAt;
  await ledger.endVisit(visit, { outcome: "done" });
  return tookMs;
}

function outcomeOf(article: Article, leadId: string): PageOutcome {
  const url = article.url ?? "";
  return {
    leadId,
    page: {
      v: 1,
      url,
      finalUrl: url,
      status: 200,
      fetchedAt: toBeijing(Date.now()),
      sha256: "0".repeat(64),
      sourceId: SOURCE.id,
      leadId,
      warc: { file: "bench-000001.warc.gz", offset: 4_096 },
      bodyBytes: 40_000,
      charset: "utf-8",
      validators: { etag: '"5f-1"', lastModified: "Fri, 01 May 2026 02:00:00 GMT", bodySha256: "0".repeat(64) },
    },
    result: { kind: "article", article },
  };
}

async function insertAll(fromUrl: string, toUrl: string): Promise<number> {
  const from = new pg.Client({ connectionString: fromUrl });
  const to = new pg.Client({ connectionString: toUrl });
  await Promise.all([from.connect(), to.connect()]);
  try {
    const rowsOf = new Map<string, readonly (readonly unknown[])[]>();
    const statements = new Map<string, string>();
    for (const table of TABLES) {
      const columns = await columnsOf(from, table);
      const names = columns.map(({ name }) => `"${name}"`).join(", ");
      const { rows } = await from.query<Record<string, unknown>>(
        `SELECT ${columns.map(({ name }) => `"${name}"::text`).join(", ")} FROM caibian.${table} ORDER BY ctid`,
      );
      const batches = batchesOf(rows);
      rowsOf.set(
        table,
        batches.map((batch) => batch.flatMap((row) => columns.map(({ name }) => row[name]))),
      );
      statements.set(table, `INSERT INTO caibian.${table} (${names}) VALUES ${valueLists(BATCH, columns.length)}`);
    }
    const count = rowsOf.get(TABLES[0])?.length ?? 0;
    const startedAt = performance.now();
    for (let i = 0; i < count; i++) {
      await to.query("BEGIN");
      for (const table of TABLES) {
        if (table === "article") await to.query("SELECT pg_advisory_xact_lock($1)", [LOG_LOCK]);
        await to.query({ name: table, text: statements.get(table) ?? "", values: [...(rowsOf.get(table)?.[i] ?? [])] });
      }
      await to.query("COMMIT");
    }
    return performance.now() - startedAt;
  } finally {
    await Promise.all([from.end(), to.end()]);
  }
}

/** Columns that may be written: not those that the database numbers itself. */
async function columnsOf(client: pg.Client, table: string): Promise<readonly { readonly name: string }[]> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = ('caibian.' || $1)::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = ''
     ORDER BY attnum`,
    [table],
  );
  return rows;
}

function batchesOf<T>(things: readonly T[]): readonly (readonly T[])[] {
  const batches: T[][] = [];
  for (let i = 0; i < things.length; i += BATCH) batches.push(things.slice(i, i + BATCH));
  return batches;
}
