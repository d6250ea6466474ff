import { expect, test } from "vitest";

import { Leases } from "./leases.ts";

test("one at a time has a host; a source of the same name is another thing", async () => {
  const leases = new Leases(null);
  const first = await leases.take("host", "a.test");

  expect(await leases.take("host", "a.test")).toBeNull();
  expect(await leases.take("source", "a.test")).not.toBeNull();
  await first?.release();
  expect(await leases.take("host", "a.test")).not.toBeNull();
});
