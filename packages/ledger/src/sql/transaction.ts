import type { PgClientLike, PgPoolLike } from "../pool/pg-pool.ts";

const TRIES = 5;
// serialization_failure, deadlock_detected
const AGAIN: ReadonlySet<unknown> = new Set(["40001", "40P01"]);

/** Thrown inside a transaction to have all of it rolled back and run again: a row appeared meanwhile. */
export class RunAgain extends Error {}

/** Runs `work` in one transaction: all of it or nothing. Runs it again, a few times, when it met another's. */
export async function inTransaction<T>(pool: PgPoolLike, work: (client: PgClientLike) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work);
    } catch (error) {
      const isAgain = error instanceof RunAgain || (error instanceof Error && "code" in error && AGAIN.has(error.code));
      if (!isAgain || attempt === TRIES) throw error;
    }
  }
}

async function once<T>(pool: PgPoolLike, work: (client: PgClientLike) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: unknown) => {
      // The connection is gone: hand it back as broken, and tell the first error.
      broken = failure instanceof Error ? failure : new Error(String(failure));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
