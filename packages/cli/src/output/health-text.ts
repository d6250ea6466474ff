import type { HealthChange } from "@caibian/schema";

/** A Source's change in one line, for a log and for the end of a run. */
export function healthText({ sourceId, from, to, cause }: HealthChange): string {
  return `source ${sourceId} is ${to} (was ${from})${cause === null ? "" : `: ${cause}`}`;
}
