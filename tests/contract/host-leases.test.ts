import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLedger, type Ledger } from "@caibian/ledger";
import { needServer, startPostgres, type PostgresServer } from "@caibian/testkit";

describe.runIf(needServer("postgres", "contract: leases of hosts over processes"))(
  "leases of hosts on a server",
  () => {
    let postgres: PostgresServer;
    let one: Ledger;
    let other: Ledger;

    beforeAll(async () => {
      postgres = await startPostgres();
      one = await openLedger({ location: postgres.url });
      other = await openLedger({ location: postgres.url });
    });

    afterAll(async () => {
      await one.close();
      await postgres.stop();
    });

    test("one process at a time has a host, and a gone process's hosts are free", async () => {
      const lease = await other.leaseHosts(["a.test", "b.test"]);

      expect(await one.leaseHosts(["b.test", "c.test"])).toBeNull();
      expect(await one.leaseHosts(["c.test"])).not.toBeNull();
      await lease?.release();
      expect(await one.leaseHosts(["b.test"])).not.toBeNull();

      expect(await other.leaseHosts(["d.test"])).not.toBeNull();
      await other.close();
      expect(await one.leaseHosts(["d.test"])).not.toBeNull();
    });
  },
);
