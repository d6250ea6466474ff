import type { LetterClaim } from "@caibian/schema";

import type { PgPoolLike } from "../pool/pg-pool.ts";
import { int } from "../sql/read-row.ts";

/** Asked replays that are told at once. */
const MOST_ASKED = 1000;

/** A page of the dead letters that a person asked to send again. */
export async function askedLetters(pool: PgPoolLike, after: number): Promise<readonly number[]> {
  const { rows } = await pool.query(ASKED, [after, MOST_ASKED]);
  return rows.map((row) => int(row, "id"));
}

/** Takes those dead letters that nobody else has. Oldest first. */
export async function claimLetters(
  pool: PgPoolLike,
  ids: readonly number[],
  { holder, leaseMs, onlyAsked }: LetterClaim,
): Promise<readonly number[]> {
  const { rows } = await pool.query(CLAIM_LETTERS, [ids, holder, leaseMs, onlyAsked]);
  return rows.map((row) => int(row, "id")).sort((a, b) => a - b);
}

/** Gives back what this holder has of these. */
export async function releaseLetters(pool: PgPoolLike, ids: readonly number[], holder: string): Promise<void> {
  await pool.query(RELEASE_LETTERS, [ids, holder]);
}

const ASKED = "SELECT id FROM dead_letter WHERE replay_asked AND id > $1 ORDER BY id LIMIT $2";

// Who claims at the same moment passes by what is locked: two processes share the letters, and neither waits.
const CLAIM_LETTERS = `
WITH free AS (
  SELECT id FROM dead_letter
  WHERE id = ANY ($1::bigint[]) AND (replay_asked OR NOT $4::boolean)
    AND (claimed_until IS NULL OR claimed_until <= clock_timestamp() OR claimed_by = $2)
  ORDER BY id FOR UPDATE SKIP LOCKED
)
UPDATE dead_letter d SET claimed_by = $2, claimed_until = clock_timestamp() + $3::integer * interval '1 millisecond'
FROM free WHERE d.id = free.id
RETURNING d.id`;

const RELEASE_LETTERS = `
UPDATE dead_letter SET claimed_by = NULL, claimed_until = NULL WHERE id = ANY ($1::bigint[]) AND claimed_by = $2`;
