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
const TAGS_WITHOUT_PAGES = new Set(["img", "script", "iframe", "video", "audio", "source", "input", "form", "body"]);

/** The address that an element without `href` leads to by its attributes, or null. */
export function readItemLink(tag: string, attributes: Readonly<Record<string, string>>): string | null {
  if (TAGS_WITHOUT_PAGES.has(tag)) return null;
  for (const name of LINK_ATTRIBUTES) {
    const value = attributes[name]?.trim();
    if (value !== undefined && /^(?:https?:\/\/|[./?]|[\w-]+[./?])/i.test(value)) return value;
  }
  return readScriptLink(attributes["onclick"]);
}
