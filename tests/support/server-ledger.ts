import { createDatabase } from "@caibian/testkit";

let made = 0;

/**
 * Where a new ledger may lie on the server that the tests share: its processes begin in half the time of an embedded one's.
 * Empty where there is no server: the ledger is then embedded.
 */
export async function serverLedger(): Promise<{ readonly ledger?: string }> {
  const server = process.env["CAIBIAN_TESTS_POSTGRES"];
  if (server === undefined) return {};
  return { ledger: await createDatabase(server, `t${process.pid}_${++made}`) };
}
