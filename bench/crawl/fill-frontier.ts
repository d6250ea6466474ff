import { openLedger } from "@caibian/ledger";
import { sourceSchema } from "@caibian/schema";

/**
 * Puts leads into the frontier that wait for a later day: of each source a share that is known and due for another
 * look, that failed and is tried again, or that is new at a source which is not visited.
 */
export async function fillFrontier(url: string, sources: readonly unknown[], leads: number): Promise<void> {
  const ledger = await openLedger({ location: url });
  try {
    const idle = { id: "idle", start: ["http://idle.test/"] };
    const all = [...sources, idle].map((source) => sourceSchema.parse(source));
    await ledger.syncSources(all);
    const pool = ledger.sqlPool({ schema: "caibian", max: 1 });
    for (const { id } of all) {
      const state = id === idle.id ? "'new'" : "(ARRAY['known', 'retry', 'refused'])[1 + n % 3]";
      await pool.query(
        `INSERT INTO lead (source_id, url_key, url, found_on, anchor_text, state, next_at)
         SELECT $1, md5($1 || n), 'http://' || $1 || '.test/news/2026/11/t' || n || '.html', 'http://' || $1 || '.test/',
           '一条等着再看的新闻 ' || n, ${state}, now() + interval '1 day' * (1 + n % 7)
         FROM generate_series(1, $2::integer) AS n`,
        [id, Math.ceil(leads / all.length)],
      );
    }
    await pool.query("ANALYZE lead");
  } finally {
    await ledger.close();
  }
}
