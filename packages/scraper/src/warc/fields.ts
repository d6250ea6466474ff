/** Named fields of a head, names in lower case. Of a name that is repeated the values are joined by ", ". */
export type Fields = Readonly<Record<string, string>>;

/** A head's first line and its fields; lines may end in LF alone and be folded, as old writers do. */
export interface Head {
  readonly start: string;
  readonly fields: Fields;
}

/** Reads a head. What is no field is passed over: servers send all sorts of lines. */
export function readHead(text: string): Head {
  const [start = "", ...lines] = text.split(/\r?\n/);
  // Names come from outside: one may be `__proto__`.
  const fields = new Map<string, string>();
  let last: string | null = null;
  for (const line of lines) {
    if (last !== null && (line.startsWith(" ") || line.startsWith("\t"))) {
      fields.set(last, `${fields.get(last) ?? ""} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    last = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = fields.get(last);
    fields.set(last, before === undefined ? value : `${before}, ${value}`);
  }
  return { start, fields: Object.fromEntries(fields) };
}

/** Where a head's empty line begins and where what follows it begins; null when there is none. */
export function findHeadEnd(bytes: Buffer): { readonly end: number; readonly next: number } | null {
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    const end = bytes[at - 1] === CR ? at - 1 : at;
    if (bytes[at + 1] === LF) return { end, next: at + 2 };
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return { end, next: at + 3 };
  }
  return null;
}

const CR = 13;
const LF = 10;
