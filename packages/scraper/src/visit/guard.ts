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
  const guard = known.find(({ pattern }) => pattern.test(text));
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

/** Characters that a reader would see, about. */
function shownChars(html: string): number {
  return withoutElements(withoutElements(html, "script"), "style").replaceAll(/<[^<>]*>|\s/g, "").length;
}

/** An element that does not end takes the rest with it. */
function withoutElements(html: string, name: string): string {
  const [before = "", ...parts] = html.split(new RegExp(`<${name}\\b`, "i"));
  const ends = parts.map((part) =>
    part
      .split(new RegExp(`</${name}\\s{0,9}>`, "i"))
      .slice(1)
      .join(" "),
  );
  return [before, ...ends].join(" ");
}
