import type { Fetched } from "@caibian/http";
import { decode } from "@caibian/page";

import { GUARDS } from "./guards.ts";

/** A guard's page is short: nothing longer is looked at, nor is more of an error page. */
const MOST_BYTES = 20_000;
/** A page of 200 that is as short as this may be a guard's words without a script. */
const FEW_BYTES = 4_000;
/** A page that shows more than this is a story about guards. */
const MOST_SHOWN = 400;
/** Names in the scripts of guards, as they stand in a page of any charset. */
const SCRIPT_NAMES = GUARDS.flatMap(({ script }) => script ?? []);

/** Names the guard (WAF) whose page stands in for what was asked, or null. */
export function guardOf(answer: Fetched): string | null {
  const { status, headers, bytes } = answer;
  const known = GUARDS.filter(({ statuses }) => statuses?.includes(status) !== false);
  const byHeader = known.find(({ header }) => header?.(headers) === true);
  if (byHeader !== undefined) return byHeader.id;
  const isFine = status >= 200 && status < 400;
  if (isFine && status !== 202 && !mayBeGuard(bytes)) return null;
  const text = textOf(answer);
  const guard = known.find(({ pattern, whenFine = pattern }) => (isFine ? whenFine : pattern).test(text));
  if (guard === undefined || (isFine && shownChars(text) > MOST_SHOWN)) return null;
  return guard.id;
}

function mayBeGuard(bytes: Uint8Array): boolean {
  if (bytes.length > MOST_BYTES) return false;
  if (bytes.length <= FEW_BYTES) return true;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return SCRIPT_NAMES.some((name) => buffer.includes(name));
}

function textOf({ bytes, headers, finalUrl }: Fetched): string {
  const contentType = headers["content-type"];
  const hints = contentType === undefined ? { url: finalUrl } : { url: finalUrl, contentType };
  return decode(bytes.subarray(0, MOST_BYTES), hints).text;
}

/** Characters that a reader would see, about: outside of tags, scripts and styles. */
function shownChars(html: string): number {
  const lower = html.toLowerCase();
  let shown = 0;
  for (let at = 0; at < html.length;) {
    if (html[at] !== "<") {
      if (html.charCodeAt(at) > SPACE) shown++;
      at++;
      continue;
    }
    const end = lower.startsWith("<script", at) ? "</script" : lower.startsWith("<style", at) ? "</style" : ">";
    const endAt = lower.indexOf(end, at);
    at = endAt < 0 ? html.length : endAt + end.length;
  }
  return shown;
}

const SPACE = 0x20;
