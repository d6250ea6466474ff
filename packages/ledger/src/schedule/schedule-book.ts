import { toBeijing } from "@caibian/schema";

import type { PgPoolLike } from "../pool/pg-pool.ts";
import type { ScheduleState } from "../reports.ts";
import { epochMsOrNull, text, textOrNull, timeOrNull, type Row } from "../sql/read-row.ts";

/** What a Source's schedule says, and when it comes next, in epoch milliseconds. */
export interface Plan {
  readonly sourceId: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly nextMs: number | null;
}

/** Planned runs, pauses and wishes for a Visit: what a queue that was wiped must not forget. */
export interface ScheduleBook {
  /**
   * Makes the plans exactly these. A plan whose words did not change keeps its moment, also when that is past: a run
   * that was missed is still to be made.
   */
  plan(plans: readonly Plan[]): Promise<void>;
  /** Those that were to be visited by a time and were not, those that a person asked for, not those that are paused. */
  due(byMs: number): Promise<readonly ScheduleState[]>;
  /** One Source's; null when nothing is known of it. */
  of(sourceId: string): Promise<ScheduleState | null>;
  /**
   * A Visit was made that began as `before` says: the plan moves on to `nextMs`, and the wish it answered is gone. One
   * that came while it was on its way stays.
   */
  ran(before: ScheduleState, run: { readonly startedMs: number; readonly nextMs: number | null }): Promise<void>;
}

/** A plan's moment and the clock that brings it may differ by this much, in milliseconds. */
export const PLAN_SLACK_MS = 1_000;

const COLUMNS = "source_id, cron, time_zone, next_at, ran_at, paused_at, asked_at";

/** The ScheduleBook over SQL. */
export class SqlScheduleBook implements ScheduleBook {
  readonly #pool: PgPoolLike;

  constructor(pool: PgPoolLike) {
    this.#pool = pool;
  }

  async plan(plans: readonly Plan[]): Promise<void> {
    await this.#pool.query(PLAN, [
      plans.map(({ sourceId }) => sourceId),
      plans.map(({ cron }) => cron),
      plans.map(({ timeZone }) => timeZone),
      plans.map(({ nextMs }) => isoOf(nextMs)),
    ]);
    await this.#pool.query(
      "UPDATE schedule SET cron = NULL, time_zone = NULL, next_at = NULL WHERE cron IS NOT NULL AND source_id <> ALL($1::text[])",
      [plans.map(({ sourceId }) => sourceId)],
    );
  }

  async due(byMs: number): Promise<readonly ScheduleState[]> {
    const { rows } = await this.#pool.query(
      `SELECT ${COLUMNS} FROM schedule
       WHERE asked_at IS NOT NULL OR (paused_at IS NULL AND next_at <= $1::timestamptz) ORDER BY source_id`,
      [isoOf(byMs)],
    );
    return rows.map(readState);
  }

  async of(sourceId: string): Promise<ScheduleState | null> {
    const { rows } = await this.#pool.query(`SELECT ${COLUMNS} FROM schedule WHERE source_id = $1`, [sourceId]);
    return rows[0] === undefined ? null : readState(rows[0]);
  }

  async ran(
    { sourceId, askedAt }: ScheduleState,
    { startedMs, nextMs }: { readonly startedMs: number; readonly nextMs: number | null },
  ): Promise<void> {
    await this.#pool.query(
      `UPDATE schedule SET ran_at = $2::timestamptz,
         next_at = CASE WHEN next_at <= $3::timestamptz THEN $4::timestamptz ELSE next_at END,
         asked_at = CASE WHEN asked_at < $5::timestamptz + interval '1 ms' THEN NULL ELSE asked_at END
       WHERE source_id = $1`,
      [sourceId, isoOf(startedMs), isoOf(startedMs + PLAN_SLACK_MS), isoOf(nextMs), askedAt],
    );
  }
}

/** Every Source that has a schedule, is paused or is asked for. */
export async function listSchedules(pool: PgPoolLike): Promise<readonly ScheduleState[]> {
  const { rows } = await pool.query(`SELECT ${COLUMNS} FROM schedule ORDER BY source_id`);
  return rows.map(readState);
}

/** What a person may say of a Source's Visits. */
export type ScheduleWish = "pause" | "resume" | "run";

/** Keeps a person's word on Sources, and answers how many it holds for: those that the ledger knows. */
export async function wishFor(pool: PgPoolLike, wish: ScheduleWish, sourceIds: readonly string[]): Promise<number> {
  const { rowCount } = await pool.query(WISHES[wish], [sourceIds]);
  return rowCount ?? 0;
}

const KNOWN = "INSERT INTO schedule (source_id";
const FROM = "FROM source WHERE id = ANY($1::text[]) ON CONFLICT (source_id) DO UPDATE SET";
// Who resumes wants the next planned run, not the ones that the pause was for.
const WISHES: Readonly<Record<ScheduleWish, string>> = {
  pause: `${KNOWN}, paused_at) SELECT id, now() ${FROM} paused_at = coalesce(schedule.paused_at, now())`,
  resume: `${KNOWN}) SELECT id ${FROM} paused_at = NULL,
    next_at = CASE WHEN schedule.paused_at IS NULL THEN schedule.next_at END`,
  run: `${KNOWN}, asked_at) SELECT id, now() ${FROM} asked_at = now()`,
};

const PLAN = `
INSERT INTO schedule (source_id, cron, time_zone, next_at)
SELECT plan.* FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS plan (source_id, cron, time_zone, next_at)
  JOIN source ON source.id = plan.source_id
ON CONFLICT (source_id) DO UPDATE SET cron = EXCLUDED.cron, time_zone = EXCLUDED.time_zone, next_at = EXCLUDED.next_at
WHERE schedule.next_at IS NULL OR schedule.cron IS DISTINCT FROM EXCLUDED.cron
  OR schedule.time_zone IS DISTINCT FROM EXCLUDED.time_zone`;

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function readState(row: Row): ScheduleState {
  return {
    sourceId: text(row, "source_id"),
    cron: textOrNull(row, "cron"),
    timeZone: textOrNull(row, "time_zone"),
    nextAt: timeOrNull(row, "next_at"),
    ranAt: timeOrNull(row, "ran_at"),
    pausedAt: timeOrNull(row, "paused_at"),
    askedAt: preciseOrNull(row, "asked_at"),
  };
}

/** With its milliseconds: another wish in the same second is another. */
function preciseOrNull(row: Row, column: string): string | null {
  const ms = epochMsOrNull(row, column);
  if (ms === null) return null;
  return toBeijing(ms).replace("+", `.${String(ms % 1000).padStart(3, "0")}+`);
}
