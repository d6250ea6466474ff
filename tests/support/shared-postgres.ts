import { findPostgresBin, startPostgres } from "@caibian/testkit";

/** Before the first test: one PostgreSQL for every test to which the ledger's engine is nothing (`serverLedger`). */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (findPostgresBin() === null) return undefined;
  const server = await startPostgres({ maxConnections: 400 });
  process.env["CAIBIAN_TESTS_POSTGRES"] = server.url;
  return () => server.stop();
}
