import type { PipelineEvent } from "@caibian/pipeline";

/** What happened to a host, in a line; null for what did not. A host that another process asks is no news. */
export function hostText({ sourceId, event }: Extract<PipelineEvent, { kind: "scrape" }>): string | null {
  if (event.kind === "host-warning") return `${sourceId}: ${event.host}: ${event.text}`;
  if (event.kind !== "host-given-up" || event.cause === "busy") return null;
  const until = event.until === null ? "for the rest of this visit" : `until ${event.until}`;
  return `${sourceId}: ${event.host} is left alone ${until}: ${event.reason}`;
}
