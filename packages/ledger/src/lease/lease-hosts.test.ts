import { expect, test } from "vitest";

import { HostLeases } from "./lease-hosts.ts";

test("one Visit at a time has a host; all or none are taken", async () => {
  const leases = new HostLeases(null);
  const first = await leases.lease(["a.test", "b.test"]);

  expect(await leases.lease(["b.test", "c.test"])).toBeNull();
  const other = await leases.lease(["c.test"]);
  expect(other).not.toBeNull();
  await first?.release();
  expect(await leases.lease(["b.test"])).not.toBeNull();
});
