/** Longest script of an attribute that is read. */
const LONGEST = 2000;

const OPENS =
  /(?:\bopen\s*\(\s*|\blocation(?:\.href)?\s*=\s*|\blocation\.(?:assign|replace)\s*\(\s*|\bhref\s*=\s*)(["'])([^"'\s]{1,1000})\1(?!\s*\+)/i;

/** The address that a handler or a `javascript:` link opens: `location.href='/a/1.html'`. Null when there is none. */
export function readScriptLink(script: string | undefined): string | null {
  if (script === undefined || script.length > LONGEST) return null;
  return OPENS.exec(script)?.[2] ?? null;
}

/** Attributes that carry the address of an item without an anchor, in the order of trust. */
const LINK_ATTRIBUTES = ["data-href", "data-url", "data-link", "data-linkurl"] as const;
const TAGS_WITHOUT_PAGES = new Set(["img", "script", "iframe", "video", "audio", "source", "form", "body"]);
const ITEM_TAGS = new Set(["li", "tr", "td", "div", "dt", "dd", "p", "h2", "h3", "h4", "h5"]);

/** The address that an element without `href` leads to by its attributes, or null. */
export function readItemLink(tag: string, attributes: Readonly<Record<string, string>>): string | null {
  if (TAGS_WITHOUT_PAGES.has(tag)) return null;
  for (const name of LINK_ATTRIBUTES) {
    const value = attributes[name]?.trim();
    if (value !== undefined && /^(?:https?:\/\/|[./?]|[\w-]+[./?])/i.test(value)) return value;
  }
  const { onclick } = attributes;
  const link = readScriptLink(onclick);
  // A call of a function of the page's own: what it opens is looked up when all scripts are known.
  return (
    link ?? (onclick !== undefined && ITEM_TAGS.has(tag) && readCall(onclick) !== null ? `javascript:${onclick}` : null)
  );
}

/** A call with one value, as links make it: `goPage(2)`, `show('a12')`. */
export interface ScriptCall {
  readonly name: string;
  readonly value: string;
}

const CALL = /(?:^|[;\s:])(?:return\s{1,4})?(\w{1,40})\s?\(\s?['"]?([\w/.%-]{1,80})['"]?\s?\)/;

/** The first call in a handler or a `javascript:` link, or null. */
export function readCall(script: string): ScriptCall | null {
  const [, name, value] = CALL.exec(script.slice(0, 300)) ?? [];
  return name === undefined || value === undefined || /^(?:alert|void|return|if|history|go|close)$/i.test(name)
    ? null
    : { name, value };
}

const GOES =
  /(?:\bopen\s?\(\s?|\blocation(?:\.href)?\s?=\s?)(["'])([^"'<>]{0,300})\1\s?\+\s?\w{1,40}(?:\s?\+\s?(["'])([^"'<>]{0,300})\3)?/;
const LONGEST_FUNCTION = 2000;

/** Functions of one page that are looked up, at most. */
const MOST_FUNCTIONS = 50;

/** What the functions of a page open. */
export class CallBook {
  readonly #scripts: readonly string[];
  /** Text before and after the value, by name; null for a function that opens nothing. */
  readonly #opens = new Map<string, readonly [string, string] | null>();

  constructor(scripts: readonly string[]) {
    this.#scripts = scripts;
  }

  /** What a call opens, where its function sets location to text around the value: `"list.jsp?page=" + n`. */
  resolve({ name, value }: ScriptCall): string | null {
    let opens = this.#opens.get(name);
    if (opens === undefined) {
      if (this.#opens.size >= MOST_FUNCTIONS) return null;
      opens = this.#find(name);
      this.#opens.set(name, opens);
    }
    return opens === null ? null : opens[0] + value + opens[1];
  }

  #find(name: string): readonly [string, string] | null {
    for (const text of this.#scripts) {
      const at = text.indexOf(`function ${name}`);
      const body = at === -1 ? null : GOES.exec(text.slice(at, at + LONGEST_FUNCTION));
      if (body !== null) return [body[2] ?? "", body[4] ?? ""];
    }
    return null;
  }
}
