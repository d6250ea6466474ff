interface Entry<Value> {
  readonly name: string;
  readonly value: Value;
}

const BUCKETS = 512;

/** A fixed set of names, found in the page's text without cutting a string out of it. Names are lower case ASCII. */
export class NameTable<Value> {
  readonly #buckets: Entry<Value>[][] = Array.from({ length: BUCKETS }, () => []);

  constructor(entries: Iterable<readonly [string, Value]>) {
    for (const [name, value] of entries) {
      this.#buckets[bucketOf(name, 0, name.length)]?.push({ name, value });
    }
  }

  /** The value of the name that stands at `from` to `to`, in whatever case; undefined for any other name. */
  find(text: string, from: number, to: number): Value | undefined {
    const bucket = this.#buckets[bucketOf(text, from, to)];
    if (bucket === undefined) return undefined;
    for (const { name, value } of bucket) if (stands(name, text, from, to)) return value;
    return undefined;
  }
}

/** Length and three characters part the names well enough. */
function bucketOf(text: string, from: number, to: number): number {
  const length = to - from;
  const first = text.charCodeAt(from) | 0x20;
  const last = text.charCodeAt(to - 1) | 0x20;
  const middle = text.charCodeAt(from + (length >> 1)) | 0x20;
  return (length * 37 + first * 7 + last * 13 + middle * 29) & (BUCKETS - 1);
}

function stands(name: string, text: string, from: number, to: number): boolean {
  if (to - from !== name.length) return false;
  for (let i = 0; i < name.length; i++) {
    const code = text.charCodeAt(from + i);
    const lower = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    if (lower !== name.charCodeAt(i)) return false;
  }
  return true;
}
