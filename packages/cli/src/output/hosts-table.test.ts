import type { HostReport } from "@caibian/ledger";
import { expect, test } from "vitest";

import { hostsTable } from "./hosts-table.ts";

const host: HostReport = {
  host: "a.test",
  cause: "blocked:jsl",
  since: "2026-06-08T10:00:00+08:00",
  until: "2026-06-08T11:00:00+08:00",
  gapMs: 2000,
  latencyMs: 90,
  failures: 1,
  day: "2026-06-08",
  used: 12,
  askedAt: "2026-06-08T10:00:00+08:00",
};

test("names the hosts that are left alone, why and until when", () => {
  const text = hostsTable([host, { ...host, host: "b.test", until: null }]);

  expect(text).toMatch(/a\.test\s+blocked:jsl\s+2026-06-08T10:00:00\+08:00\s+2026-06-08T11:00:00\+08:00\s+1\s+12/);
  expect(text).not.toContain("b.test");
});

test("says nothing when all may be asked", () => {
  expect(hostsTable([{ ...host, until: null }])).toBeNull();
});
