import { messageOf, type Delivery } from "@caibian/schema";

import { contentOf } from "./tombstone.ts";

/** No page makes a record of this size; one that does would stall everything behind it. */
export const MAX_RECORD_CHARS = 16_000_000;

/** A record as JSON, or why it cannot be one. */
export type RecordText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** The Delivery's record as one line of JSON. */
export function recordText(delivery: Delivery): RecordText {
  let text: string;
  try {
    text = delivery.record ?? JSON.stringify(contentOf(delivery));
  } catch (error) {
    return { ok: false, reason: `not JSON: ${messageOf(error)}` };
  }
  if (text.length > MAX_RECORD_CHARS) {
    return { ok: false, reason: `${String(text.length)} characters, more than ${String(MAX_RECORD_CHARS)}` };
  }
  return { ok: true, text };
}
