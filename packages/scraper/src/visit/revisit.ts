import type { WaitingLead } from "@caibian/schema";

import type { Archive } from "../archive/archive.ts";
import type { Answer } from "./fetcher.ts";

/** Notes in the archive that a page was looked at and had not changed: its record refers to the one that has the body. */
export async function noteRevisit(
  archive: Archive,
  { validators, capture }: WaitingLead,
  { fetched, at }: Answer & { readonly kind: "unchanged" },
): Promise<void> {
  const { finalUrl, status, headers } = fetched;
  const sha256 = validators?.bodySha256 ?? null;
  await archive.appendRevisit({ finalUrl, status, headers, fetchedAt: at, sha256, original: capture ?? null });
}
