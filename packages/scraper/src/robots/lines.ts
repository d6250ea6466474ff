/** One `key: value` line of a robots.txt, key in lower case and typos mended. */
export interface RobotsLine {
  readonly key: "user-agent" | "allow" | "disallow" | "sitemap" | "crawl-delay" | "unknown";
  /** Bytes as Latin-1 characters: rules are compared byte by byte. */
  readonly value: string;
}

/** RFC 9309 section 2.5 asks for at least 500 KiB. */
const MOST_BYTES = 500 * 1024;
/** Google cuts longer lines too: 8 times the longest URL of the browsers. */
const LONGEST_LINE = 2083 * 8 - 1;

// Matched at the start, as Google does. Site owners write all of these.
const KEYS: readonly (readonly [RegExp, RobotsLine["key"]])[] = [
  [/^user[- ]?agent/i, "user-agent"],
  [/^allow/i, "allow"],
  [/^(?:disallow|dissallow|dissalow|disalow|diasllow|disallaw)/i, "disallow"],
  [/^site-?map/i, "sitemap"],
  [/^crawl-?delay/i, "crawl-delay"],
];

const TWO_WORDS = /^([^ \t]+)[ \t]+([^ \t]+)$/;

/** The lines that mean something, in order. Text is read as UTF-8; UTF-16 by its mark. */
export function readLines(input: string | Uint8Array): RobotsLine[] {
  const lines: RobotsLine[] = [];
  for (const raw of toLatin1(input).split(/\r\n|\n|\r/)) {
    const line = readLine(raw.slice(0, LONGEST_LINE));
    if (line !== null) lines.push(line);
  }
  return lines;
}

function readLine(raw: string): RobotsLine | null {
  // A NUL ends the line as it ends a string of C.
  const end = raw.search(/[#\0]/);
  const text = trimSpace(end < 0 ? raw : raw.slice(0, end));
  const colon = text.indexOf(":");
  // Without a colon a space may part key and value, if that leaves exactly two words.
  const [rawKey, rawValue] =
    colon >= 0 ? [text.slice(0, colon), text.slice(colon + 1)] : (TWO_WORDS.exec(text)?.slice(1) ?? []);
  if (rawKey === undefined || rawValue === undefined) return null;
  const name = trimSpace(rawKey);
  if (name === "") return null;
  const key = KEYS.find(([pattern]) => pattern.test(name))?.[1] ?? "unknown";
  return { key, value: trimSpace(rawValue) };
}

// String.trim would also take 0x85 and 0xA0, which are halves of GBK and UTF-8 characters here.
function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && " \t\v\f".includes(text.charAt(end - 1))) end--;
  return text.slice(0, end).replace(/^[ \t\v\f]+/, "");
}

function toLatin1(input: string | Uint8Array): string {
  if (typeof input === "string") return toLatin1(Buffer.from(input, "utf8"));
  const bytes = input.length > MOST_BYTES ? wholeLines(input.subarray(0, MOST_BYTES)) : input;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return toLatin1(new TextDecoder("utf-16le").decode(bytes));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return toLatin1(new TextDecoder("utf-16be").decode(bytes));
  // Google takes a torn byte order mark for one.
  let start = 0;
  for (const byte of [0xef, 0xbb, 0xbf]) {
    if (bytes[start] !== byte) break;
    start++;
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.length - start).toString("latin1");
}

/** Without the line that the bound tore: half of `Disallow: /gk/` would shut the whole site. */
function wholeLines(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.max(bytes.lastIndexOf(0x0a), bytes.lastIndexOf(0x0d)) + 1);
}
