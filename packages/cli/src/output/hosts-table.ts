import type { HostReport } from "@caibian/ledger";

import { table } from "./table.ts";

/** The hosts that are left alone, why and until when; null when all may be asked. */
export function hostsTable(hosts: readonly HostReport[]): string | null {
  const left = hosts.filter(({ until }) => until !== null);
  if (left.length === 0) return null;
  return table(
    ["host left alone", "cause", "since", "until", "failed in a row", "asked today"],
    left.map(({ host, cause, since, until, failures, used }) =>
      [host, cause, since, until, failures, used].map(cellOf),
    ),
  );
}

function cellOf(value: string | number | null): string | number {
  return value ?? "-";
}
