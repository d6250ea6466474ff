import type { RecheckPolicy, RhythmPolicy, Source, VisitRef } from "@caibian/schema";

import { LedgerUnknownError } from "../errors.ts";
import { judgeSource } from "../health/source-healths.ts";
import type { PgPoolLike } from "../pool/pg-pool.ts";
import type { Settlement, VisitReport, VisitSummary } from "../reports.ts";
import { int, text, textOrNull, time, timeOrNull, type Row } from "../sql/read-row.ts";
import { storable } from "../sql/storable.ts";
import { inTransaction } from "../sql/transaction.ts";

/** Sources and their Visits. */
export class VisitBook {
  readonly #pool: PgPoolLike;
  readonly #sources = new Map<string, Source>();

  constructor(pool: PgPoolLike) {
    this.#pool = pool;
  }

  /** Makes the active Sources exactly these; what is known of others stays. */
  async syncSources(sources: readonly Source[]): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      await client.query(
        `${INSERT} ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, definition = EXCLUDED.definition, active = true`,
        columnsOf(sources),
      );
      await client.query("UPDATE source SET active = false WHERE active AND id <> ALL($1::text[])", [
        sources.map((source) => source.id),
      ]);
    });
    this.#sources.clear();
  }

  /** Adds those that are not known; what is known stays as it is. */
  async addSources(sources: readonly Source[]): Promise<void> {
    await this.#pool.query(`${INSERT} ON CONFLICT (id) DO NOTHING`, columnsOf(sources));
  }

  /** The Source's recheck policy as it was last synced. */
  async policyOf(sourceId: string): Promise<RecheckPolicy> {
    return (await this.#sourceOf(sourceId)).recheck;
  }

  /** The Source's bounds on how often its lists are read; null: at every tick. */
  async rhythmOf(sourceId: string): Promise<RhythmPolicy | null | undefined> {
    return (await this.#sourceOf(sourceId)).rhythm;
  }

  async #sourceOf(sourceId: string): Promise<Source> {
    const cached = this.#sources.get(sourceId);
    if (cached !== undefined) return cached;
    const { rows } = await this.#pool.query("SELECT definition FROM source WHERE id = $1", [sourceId]);
    if (rows[0] === undefined) throw unknownSource(sourceId);
    // Written by syncSources and addSources and by nothing else.
    const source = JSON.parse(text(rows[0], "definition")) as Source;
    this.#sources.set(sourceId, source);
    return source;
  }

  /** Opens a Visit; one that a dead process left open is closed as interrupted, its held changes stay pending. */
  async begin(
    sourceId: string,
    options: { readonly recheckAll: boolean; readonly reason: "schedule" | "hand" | "import" },
  ): Promise<VisitRef> {
    // Another process may have synced: what this Visit goes by is read again.
    this.#sources.delete(sourceId);
    return inTransaction(this.#pool, async (client) => {
      const { rowCount } = await client.query("SELECT 1 FROM source WHERE id = $1 FOR UPDATE", [sourceId]);
      if (rowCount === 0) throw unknownSource(sourceId);
      await client.query(
        "UPDATE visit SET outcome = 'interrupted', ended_at = now() WHERE source_id = $1 AND outcome = 'running'",
        [sourceId],
      );
      const { rows } = await client.query(
        "INSERT INTO visit (source_id, reason, recheck_all) VALUES ($1, $2, $3) RETURNING id, started_at",
        [sourceId, options.reason, options.recheckAll],
      );
      const row = rows[0];
      if (row === undefined) throw unknownSource(sourceId);
      return {
        id: text(row, "id"),
        sourceId,
        startedAt: time(row, "started_at"),
        recheckAll: options.recheckAll,
        isScheduled: options.reason === "schedule",
      };
    });
  }

  /** Closes a Visit, judges how its Source is, and tells what it did. Closing twice tells the same. */
  async end(visit: VisitRef, summary: VisitSummary): Promise<VisitReport> {
    return inTransaction(this.#pool, async (client) => {
      // The Source before its Visits, as everywhere: two that wait for one another in a ring wait for ever.
      await client.query("SELECT 1 FROM source WHERE id = $1 FOR UPDATE", [visit.sourceId]);
      await client.query(
        `UPDATE visit SET outcome = $2, ended_at = now(), error_code = $3, error_message = $4
         WHERE id = $1 AND outcome = 'running'`,
        [visit.id, summary.outcome, summary.error?.code ?? null, storable(summary.error?.message ?? null)],
      );
      const { rows } = await client.query("SELECT * FROM visit WHERE id = $1", [visit.id]);
      if (rows[0] === undefined) throw new LedgerUnknownError("there is no such visit", visit.id);
      await judgeSource(client, { sourceId: visit.sourceId, visitId: visit.id, at: summary.at ?? null });
      return readVisit(rows[0]);
    });
  }

  /** The newest Visits of a Source. */
  async list(sourceId: string, limit: number): Promise<readonly VisitReport[]> {
    const { rows } = await this.#pool.query("SELECT * FROM visit WHERE source_id = $1 ORDER BY id DESC LIMIT $2", [
      sourceId,
      limit,
    ]);
    return rows.map(readVisit);
  }
}

const INSERT = `
INSERT INTO source (id, name, definition)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS row (id, name, definition) ORDER BY id`;

function columnsOf(sources: readonly Source[]): readonly (readonly string[])[] {
  return [
    sources.map((source) => source.id),
    sources.map((source) => storable(source.name)),
    sources.map((source) => JSON.stringify(source)),
  ];
}

/** A row of `visit` as a report. */
export function readVisit(row: Row): VisitReport {
  const settlement = textOrNull(row, "settlement");
  const errorCode = textOrNull(row, "error_code");
  return {
    visit: {
      id: text(row, "id"),
      sourceId: text(row, "source_id"),
      startedAt: time(row, "started_at"),
      recheckAll: row["recheck_all"] === true,
      isScheduled: row["reason"] === "schedule",
    },
    reason: text(row, "reason"),
    outcome: text(row, "outcome") as VisitReport["outcome"],
    endedAt: timeOrNull(row, "ended_at"),
    counts: {
      listsRead: int(row, "lists_read"),
      leadsFound: int(row, "leads_found"),
      pages: int(row, "pages"),
      published: int(row, "published"),
      updated: int(row, "updated"),
      withdrawn: int(row, "withdrawn"),
      unchanged: int(row, "unchanged"),
      quarantined: int(row, "quarantined"),
      refused: int(row, "refused"),
      held: int(row, "held"),
      missingOnce: int(row, "missing_once"),
      failed: int(row, "failed"),
      rechecked: int(row, "rechecked"),
    },
    // Written by `settle` and by nothing else.
    settlement: settlement === null ? null : (JSON.parse(settlement) as Settlement),
    error: errorCode === null ? null : { code: errorCode, message: textOrNull(row, "error_message") ?? "" },
  };
}

function unknownSource(sourceId: string): LedgerUnknownError {
  return new LedgerUnknownError("the ledger knows no such source", sourceId);
}
