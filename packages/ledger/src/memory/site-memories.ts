import type { PgPoolLike } from "../pool/pg-pool.ts";
import { text } from "../sql/read-row.ts";

/** What was learnt of a site's pages, as the parser's JSON. A version is one text for ever. */
export interface StoredMemory {
  readonly version: string;
  readonly memory: string;
}

/** The parser allows itself 64 KiB; a longer text is no memory. */
const LONGEST_MEMORY = 128 * 1024;

/** The site's memory; null before anything was learnt. */
export async function readMemory(pool: PgPoolLike, site: string): Promise<StoredMemory | null> {
  const { rows } = await pool.query("SELECT version, memory FROM site_memory WHERE site = $1", [site]);
  return rows[0] === undefined ? null : { version: text(rows[0], "version"), memory: text(rows[0], "memory") };
}

/**
 * Keeps what was learnt from version `before` (null: from nothing) on. Answers false, changing nothing, when another
 * Visit was quicker: its memory is as good, and the next Visit learns on from it.
 */
export async function keepMemory(
  pool: PgPoolLike,
  site: string,
  before: string | null,
  memory: string,
): Promise<boolean> {
  if (memory.length > LONGEST_MEMORY) return false;
  const { rowCount } =
    before === null
      ? await pool.query(
          "INSERT INTO site_memory (site, version, memory) VALUES ($1, 1, $2) ON CONFLICT (site) DO NOTHING",
          [site, memory],
        )
      : await pool.query(
          `UPDATE site_memory SET version = version + 1, memory = $3, learnt_at = now()
           WHERE site = $1 AND version = $2::bigint`,
          [site, before, memory],
        );
  return rowCount === 1;
}
