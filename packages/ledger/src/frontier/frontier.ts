import { identityOf } from "@caibian/page";
import {
  idOf,
  type FetchFailure,
  type Frontier,
  type Lead,
  type ListOutlook,
  type ListReading,
  type ReadList,
  type RecheckPolicy,
  type Validators,
  type VisitRef,
  type WaitingLead,
} from "@caibian/schema";

import { dropHeldOf } from "../commit/write-held.ts";
import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";
import type { StartLists } from "../rhythm/start-lists.ts";
import { epochMs, int, text, textOrNull, time, type Row } from "../sql/read-row.ts";
import { storable } from "../sql/storable.ts";
import { inTransaction } from "../sql/transaction.ts";
import { addCounts } from "../visit/counts.ts";
import { nextLook } from "../visit/next-look.ts";
import { RAW_ERASED } from "../withdraw/erase-text.ts";

/** A dead lead that lists go on showing is tried once a Visit, up to this many times; after that once a day. */
const LAST_ATTEMPT = 10;
/** What a guard's page stands for. Asking for such a lead may shut its host: it comes last, and seldom when dead. */
const BLOCKED = "E_BLOCKED";

/** The Frontier over SQL. */
export class SqlFrontier implements Frontier {
  readonly #pool: PgPoolLike;
  readonly #policyOf: (sourceId: string) => Promise<RecheckPolicy>;
  readonly #startLists: StartLists;

  constructor(pool: PgPoolLike, policyOf: (sourceId: string) => Promise<RecheckPolicy>, startLists: StartLists) {
    this.#pool = pool;
    this.#policyOf = policyOf;
    this.#startLists = startLists;
  }

  outlook(sourceId: string, url: string): Promise<ListOutlook> {
    return this.#startLists.outlook(sourceId, url);
  }

  async recordReading(visit: VisitRef, reading: ListReading): Promise<void> {
    await this.#startLists.record(visit, reading);
    // A list that had not changed was read too, and no page of it is recorded.
    const isRead = reading.verdict === "fine" || reading.verdict === "empty-ok";
    if (isRead && !(await isRecorded(this.#pool, visit, reading.url, reading.at)))
      await addCounts(this.#pool, visit.id, { lists_read: 1 });
  }

  recordList(visit: VisitRef, list: ReadList): Promise<{ readonly added: number; readonly known: number }> {
    const leads = articleLeads(list.leads);
    return inTransaction(this.#pool, async (client) => {
      // Page one is recorded again, with its validators, when the walk behind it is at its end.
      const isAgain = await isRecorded(client, visit, list.url, list.fetchedAt);
      await client.query(
        `INSERT INTO list_page (source_id, url_key, url, etag, last_modified, body_sha256, read_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (source_id, url_key) DO UPDATE SET etag = EXCLUDED.etag, last_modified = EXCLUDED.last_modified,
           body_sha256 = EXCLUDED.body_sha256, read_at = EXCLUDED.read_at`,
        [
          visit.sourceId,
          urlKey(list.url),
          storable(list.url),
          storable(list.validators.etag),
          storable(list.validators.lastModified),
          list.validators.bodySha256,
          list.fetchedAt,
        ],
      );
      const keys = [...leads.keys()];
      const found = [...leads.values()];
      const added = await client.query(
        `INSERT INTO lead (source_id, url_key, url, found_on, anchor_text, list_date)
         SELECT $1, row.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
           AS row (url_key, url, found_on, anchor_text, list_date)
         WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.id = row.url_key AND a.erased)
         ON CONFLICT (source_id, url_key) DO NOTHING RETURNING url_key`,
        [
          visit.sourceId,
          keys,
          found.map((lead) => storable(lead.url)),
          found.map((lead) => storable(lead.foundOn)),
          found.map((lead) => storable(lead.anchorText)),
          found.map((lead) => lead.listDate),
        ],
      );
      // Shown anew: worth another try, in this Visit only when it was not looked at yet.
      await client.query(
        `UPDATE lead SET state = 'retry', next_at = now()
         WHERE source_id = $1 AND url_key = ANY($2::text[]) AND state = 'dead'
           AND failure_code IS DISTINCT FROM '${RAW_ERASED}'
           AND CASE WHEN failure_code = $4 THEN looked_at < now() - interval '7 days'
             ELSE attempts < $3 OR looked_at < now() - interval '20 hours' END
           AND NOT EXISTS (SELECT 1 FROM article a WHERE a.id = lead.article_id AND a.erased)`,
        [visit.sourceId, keys, LAST_ATTEMPT, BLOCKED],
      );
      // Another spelling of what could not be had so far (https for http, www for m) is what the list trusts now.
      await client.query(
        `UPDATE lead SET url = row.url FROM unnest($2::text[], $3::text[]) AS row (url_key, url)
         WHERE lead.source_id = $1 AND lead.url_key = row.url_key AND lead.state IN ('dead', 'retry')
           AND lead.url <> row.url`,
        [visit.sourceId, keys, found.map((lead) => storable(lead.url))],
      );
      const addedKeys = new Set(added.rows.map((row) => text(row, "url_key")));
      await this.#startLists.countNew(
        client,
        visit,
        list,
        found.filter((_, i) => addedKeys.has(keys[i] ?? "")),
      );
      const count = addedKeys.size;
      await addCounts(client, visit.id, { lists_read: isAgain ? 0 : 1, leads_found: count });
      return { added: count, known: found.length - count };
    });
  }

  async waiting(visit: VisitRef, limit: number, exceptHosts: readonly string[] = []): Promise<readonly WaitingLead[]> {
    const leads: WaitingLead[] = [];
    for (const query of visit.recheckAll ? [NEW, RETRY, EVERY_KNOWN, EVERY_BLOCKED] : [NEW, RETRY, DUE, BLOCKED_DUE]) {
      if (leads.length >= limit) break;
      const { rows } = await this.#pool.query(query, [visit.sourceId, visit.id, limit - leads.length, exceptHosts]);
      leads.push(...rows.map(readWaiting));
    }
    return leads;
  }

  async validators(sourceId: string, url: string): Promise<Validators | null> {
    const { rows } = await this.#pool.query(
      "SELECT etag, last_modified, body_sha256 FROM list_page WHERE source_id = $1 AND url_key = $2",
      [sourceId, urlKey(url)],
    );
    return rows[0] === undefined ? null : readValidators(rows[0]);
  }

  async listsReadAt(sourceId: string, urls: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const urlOf = new Map(urls.map((url) => [urlKey(url), url]));
    const { rows } = await this.#pool.query(
      "SELECT url_key, read_at FROM list_page WHERE source_id = $1 AND url_key = ANY($2::text[])",
      [sourceId, [...urlOf.keys()]],
    );
    return new Map(rows.map((row) => [urlOf.get(text(row, "url_key")) ?? "", time(row, "read_at")]));
  }

  async recordFailure(visit: VisitRef, leadId: string, failure: FetchFailure): Promise<void> {
    const policy = await this.#policyOf(visit.sourceId);
    await inTransaction(this.#pool, async (client) => {
      // A known article whose server is ill stays known: it is tried again later, and then at its next age.
      const { rows } = await client.query("SELECT state, found_at, failure_code FROM lead WHERE id = $1 FOR UPDATE", [
        leadId,
      ]);
      const lead = rows[0];
      // Erased while it was fetched.
      if (lead === undefined || lead["failure_code"] === RAW_ERASED) return;
      const isKnown = text(lead, "state") === "known";
      const nextAge = isKnown ? nextLook(policy, epochMs(lead, "found_at"), Date.parse(failure.at)) : null;
      const nextAt = failure.retryAt ?? (nextAge === null ? null : new Date(nextAge));
      await client.query(
        `UPDATE lead SET attempts = attempts + $8, looked_at = $3, looked_visit = $2, failure_code = $4,
           failure_message = $5, next_at = $6, state = $7
         WHERE id = $1`,
        [
          leadId,
          visit.id,
          failure.at,
          failure.code,
          storable(failure.message),
          nextAt,
          isKnown ? "known" : nextAt === null ? "dead" : "retry",
          failure.isHosts === true ? 0 : 1,
        ],
      );
      await addCounts(client, visit.id, { failed: 1 });
    });
  }

  async recordUnchanged(visit: VisitRef, leadId: string, at: string): Promise<void> {
    const policy = await this.#policyOf(visit.sourceId);
    const lookMs = Date.parse(at);
    await inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query(
        "SELECT failure_code, found_at, article_id FROM lead WHERE id = $1 FOR UPDATE",
        [leadId],
      );
      const lead = rows[0];
      if (lead === undefined || lead["failure_code"] === RAW_ERASED) return;
      const articleId = textOrNull(lead, "article_id");
      await client.query(
        "UPDATE article SET missing_at = NULL, missing_visit = NULL WHERE id = $1 AND missing_at IS NOT NULL",
        [articleId],
      );
      const article = await client.query("SELECT first_seen_at, status FROM article WHERE id = $1", [articleId]);
      const row = article.rows[0];
      const next = nextLook(
        policy,
        row === undefined ? epochMs(lead, "found_at") : epochMs(row, "first_seen_at"),
        lookMs,
      );
      await client.query(
        `UPDATE lead SET looked_at = $3, looked_visit = $2, attempts = 0, astray = false, next_at = $4,
           failure_code = NULL, failure_message = NULL WHERE id = $1`,
        [leadId, visit.id, at, next === null ? null : new Date(next)],
      );
      if (articleId !== null) await dropHeldOf(client, [articleId]);
      await addCounts(client, visit.id, { unchanged: 1, rechecked: row?.["status"] === "usable" ? 1 : 0 });
    });
  }
}

/** Whether this very answer of a list is recorded. */
async function isRecorded(
  client: Pick<PgClientLike, "query">,
  { sourceId }: VisitRef,
  url: string,
  at: string,
): Promise<boolean> {
  const { rows } = await client.query(
    "SELECT 1 FROM list_page WHERE source_id = $1 AND url_key = $2 AND read_at = $3::timestamptz",
    [sourceId, urlKey(url), at],
  );
  return rows.length > 0;
}

const COLUMNS = `id, url, found_on, anchor_text, list_date, attempts, state, etag, last_modified, body_sha256`;
// Not looked at in this Visit, nor in a later one; not of a host that is left alone.
const UNSEEN = `(looked_visit IS NULL OR looked_visit < $2::bigint) AND split_part(url, '/', 3) <> ALL($4::text[])`;
const UNBLOCKED = `failure_code IS DISTINCT FROM '${BLOCKED}'`;
const NEW = `SELECT ${COLUMNS} FROM lead WHERE source_id = $1 AND state = 'new' AND ${UNSEEN} ORDER BY id LIMIT $3`;
const RETRY = `SELECT ${COLUMNS} FROM lead
  WHERE source_id = $1 AND state = 'retry' AND next_at <= now() AND ${UNBLOCKED} AND ${UNSEEN} ORDER BY next_at, id LIMIT $3`;
// Where the body lies that a recheck may find unchanged: the first page of the last story that came.
const CAPTURED = `${COLUMNS}, final_url, fetched_at FROM lead LEFT JOIN LATERAL (
    SELECT final_url, fetched_at FROM page WHERE page.lead_id = lead.id AND page.status < 300 AND page.warc_file IS NOT NULL
    ORDER BY page.id DESC LIMIT 1) AS capture ON true`;
const DUE = `SELECT ${CAPTURED}
  WHERE source_id = $1 AND state IN ('known', 'refused') AND next_at <= now() AND ${UNBLOCKED} AND ${UNSEEN}
  ORDER BY next_at, id LIMIT $3`;
const EVERY_KNOWN = `SELECT ${CAPTURED}
  WHERE source_id = $1 AND state IN ('known', 'refused') AND ${UNBLOCKED} AND ${UNSEEN} ORDER BY id LIMIT $3`;
const BLOCKED_DUE = `SELECT ${CAPTURED}
  WHERE source_id = $1 AND state IN ('retry', 'known', 'refused') AND next_at <= now()
    AND failure_code = '${BLOCKED}' AND ${UNSEEN} ORDER BY next_at, id LIMIT $3`;
const EVERY_BLOCKED = `SELECT ${CAPTURED}
  WHERE source_id = $1 AND (state IN ('known', 'refused') OR state = 'retry' AND next_at <= now())
    AND failure_code = '${BLOCKED}' AND ${UNSEEN} ORDER BY next_at, id LIMIT $3`;

function readWaiting(row: Row): WaitingLead {
  const isKnown = text(row, "state") === "known";
  return {
    leadId: text(row, "id"),
    lead: {
      v: 1,
      url: text(row, "url"),
      kind: "article",
      foundOn: text(row, "found_on"),
      anchorText: text(row, "anchor_text"),
      listDate: textOrNull(row, "list_date"),
    },
    attempts: int(row, "attempts"),
    validators: isKnown ? readValidators(row) : null,
    recheck: isKnown,
    capture: isKnown ? readCapture(row) : null,
  };
}

function readCapture(row: Row): { readonly url: string; readonly fetchedAt: string } | null {
  const url = textOrNull(row, "final_url");
  return url === null ? null : { url, fetchedAt: time(row, "fetched_at") };
}

function readValidators(row: Row): Validators {
  return {
    etag: textOrNull(row, "etag"),
    lastModified: textOrNull(row, "last_modified"),
    bodySha256: textOrNull(row, "body_sha256"),
  };
}

/** The article leads of a list by URL key, the first of each. */
function articleLeads(leads: readonly Lead[]): Map<string, Lead> {
  const found = new Map<string, Lead>();
  for (const lead of leads) {
    if (lead.kind !== "article") continue;
    const key = urlKey(lead.url);
    if (!found.has(key)) found.set(key, lead);
  }
  return found;
}

/** What is equal for two spellings of one page, as an index can hold it, however long. */
export function urlKey(url: string): string {
  return idOf(identityOf(url) ?? url);
}
