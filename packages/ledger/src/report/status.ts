import { toBeijing, type ArticleLog, type ArticleStatus, type Source, type SourceHealth } from "@caibian/schema";

import { SCHEMA_VERSION } from "../migrate/migrations.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import type { Engine, HeldChange, ListStatus, SourceStatus, StatusReport, VisitReport } from "../reports.ts";
import { readStartList } from "../rhythm/start-list-row.ts";
import { int, text, textOrNull, time, type Row } from "../sql/read-row.ts";
import { readVisit } from "../visit/visit-book.ts";

/** The ledger at a glance. */
export async function readStatus(pool: PgPoolLike, log: ArticleLog, engine: Engine): Promise<StatusReport> {
  const totals = (await pool.query(TOTALS)).rows[0] ?? {};
  const sources = await readSources(pool);
  const lags = await log.lag(await listStores(pool));
  const sum = (pick: (source: SourceStatus) => number): number => sources.reduce((all, one) => all + pick(one), 0);
  return {
    v: 1,
    at: toBeijing(Date.now()),
    engine,
    schemaVersion: SCHEMA_VERSION,
    sources,
    articles: {
      usable: int(totals, "usable"),
      quarantined: int(totals, "quarantined"),
      withdrawn: int(totals, "withdrawn"),
    },
    refusedPages: int(totals, "refused"),
    logHead: int(totals, "log_head"),
    stores: lags.map(({ storeId: id, ...lag }) => ({ id, ...lag })),
    leadsWaiting: sum((source) => source.leadsWaiting),
    heldChanges: sum((source) => source.heldChanges),
    deadLetters: int(totals, "dead_letters"),
  };
}

/** Every Store that has a cursor. */
export async function listStores(pool: PgPoolLike): Promise<readonly string[]> {
  const { rows } = await pool.query("SELECT DISTINCT store_id FROM store_cursor ORDER BY store_id");
  return rows.map((row) => text(row, "store_id"));
}

/** Changes that wait, oldest first. */
export async function listHeld(pool: PgPoolLike, sourceId: string | null): Promise<readonly HeldChange[]> {
  const { rows } = await pool.query(
    `SELECT h.article_id, h.source_id, h.visit_id, h.kind, h.state, h.reason, h.at, a.url, a.title
     FROM held_change h JOIN article a ON a.id = h.article_id
     WHERE $1::text IS NULL OR h.source_id = $1 ORDER BY h.at, h.article_id LIMIT 1000`,
    [sourceId],
  );
  return rows.map((row) => ({
    articleId: text(row, "article_id"),
    sourceId: text(row, "source_id"),
    visitId: text(row, "visit_id"),
    kind: text(row, "kind") as HeldChange["kind"],
    state: text(row, "state") as HeldChange["state"],
    url: textOrNull(row, "url"),
    title: text(row, "title"),
    reason: text(row, "reason"),
    at: time(row, "at"),
  }));
}

const TOTALS = `
SELECT count(*) FILTER (WHERE status = 'usable') AS usable,
  count(*) FILTER (WHERE status = 'quarantined') AS quarantined,
  count(*) FILTER (WHERE status = 'withdrawn') AS withdrawn,
  (SELECT count(*) FROM refused_page) AS refused,
  coalesce((SELECT max(seq) FROM article_log), 0) AS log_head,
  (SELECT count(*) FROM dead_letter) AS dead_letters
FROM article`;

async function readSources(pool: PgPoolLike): Promise<readonly SourceStatus[]> {
  const { rows } = await pool.query(
    "SELECT id, name, active, health, health_since, health_cause, definition FROM source ORDER BY id",
  );
  const leads = await byFirst(
    pool,
    `SELECT source_id, count(*) FILTER (WHERE state = 'new') AS waiting,
       count(*) FILTER (WHERE state IN ('retry', 'dead')) AS failed FROM lead GROUP BY source_id`,
  );
  const held = await byFirst(pool, "SELECT source_id, count(*) AS held FROM held_change GROUP BY source_id");
  const visits = await byFirst(
    pool,
    "SELECT v.* FROM source s CROSS JOIN LATERAL (SELECT * FROM visit WHERE source_id = s.id ORDER BY id DESC LIMIT 1) v",
  );
  const articles = await pool.query(
    "SELECT source_id, status, count(*) AS articles FROM article WHERE source_id IS NOT NULL GROUP BY source_id, status",
  );
  const lists = await pool.query("SELECT * FROM start_list ORDER BY source_id, url");
  return rows.map((row) => {
    const id = text(row, "id");
    // Written by syncSources and by nothing else.
    const { start } = JSON.parse(text(row, "definition")) as Source;
    const counts: Record<ArticleStatus, number> = { usable: 0, quarantined: 0, withdrawn: 0 };
    for (const one of articles.rows) {
      if (one["source_id"] === id) counts[text(one, "status") as ArticleStatus] = int(one, "articles");
    }
    return {
      id,
      name: text(row, "name"),
      active: row["active"] === true,
      state: text(row, "health") as SourceHealth,
      stateSince: time(row, "health_since"),
      cause: textOrNull(row, "health_cause"),
      lists: lists.rows.filter((list) => list["source_id"] === id && start.includes(text(list, "url"))).map(listOf),
      leadsWaiting: countOf(leads.get(id), "waiting"),
      leadsFailed: countOf(leads.get(id), "failed"),
      articles: counts,
      heldChanges: countOf(held.get(id), "held"),
      lastVisit: visitOf(visits.get(id)),
    };
  });
}

function listOf(row: Row): ListStatus {
  const { url, verdict, trouble, readMs, nextReadMs, newestMs } = readStartList(row);
  return {
    url,
    verdict,
    trouble,
    readAt: isoOrNull(readMs),
    nextReadAt: isoOrNull(nextReadMs),
    newestAt: isoOrNull(newestMs),
  };
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : toBeijing(ms);
}

async function byFirst(pool: PgPoolLike, query: string): Promise<ReadonlyMap<string, Row>> {
  const { rows } = await pool.query(query);
  return new Map(rows.map((row) => [text(row, "source_id"), row]));
}

function countOf(row: Row | undefined, column: string): number {
  return row === undefined ? 0 : int(row, column);
}

function visitOf(row: Row | undefined): VisitReport | null {
  return row === undefined ? null : readVisit(row);
}
