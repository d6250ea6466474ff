/** One item of a JSON list API. */
export interface JsonItem {
  readonly url: string;
  readonly title: string;
  /** As it stands: text, or epoch seconds or milliseconds. */
  readonly date: string;
}

/** What a JSON answer holds: items, and HTML fragments that hold items. */
export interface JsonList {
  readonly items: readonly JsonItem[];
  readonly fragments: readonly string[];
}

// Names seen on media platforms, without case and underscores; the first that is there wins.
const TITLE = ["title", "listtitle", "arttitle", "headline", "name", "subject"];
const URL_KEY = [
  "url",
  "posturl",
  "shareurl",
  "puburl",
  "contenturl",
  "arturl",
  "link",
  "href",
  "docpuburl",
  "infourl",
];
const DATE = [
  "publishtime",
  "pubtime",
  "opertime",
  "publishdate",
  "pubdate",
  "publishedat",
  "datepublished",
  "createdat",
  "createtime",
  "time",
  "date",
];
const MOST_DEPTH = 12;
const MOST_ITEMS = 5000;

/** Reads a list API's answer without knowing it: objects that have a title and a URL. Null when it is no JSON. */
export function readJsonList(text: string): JsonList | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: the caller reads it as HTML.
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const items: JsonItem[] = [];
  const fragments: string[] = [];
  const gather = (at: unknown, depth: number): void => {
    if (depth > MOST_DEPTH || items.length >= MOST_ITEMS) return;
    if (typeof at === "string") {
      if (/<a\s[^<>]*href/i.test(at)) fragments.push(at);
    } else if (Array.isArray(at)) for (const inner of at) gather(inner, depth + 1);
    else if (typeof at === "object" && at !== null) {
      const item = readItem(at);
      if (item === null) for (const inner of Object.values(at)) gather(inner, depth + 1);
      else items.push(item);
    }
  };
  gather(value, 0);
  return { items, fragments };
}

function readItem(value: object): JsonItem | null {
  const fields = new Map(
    Object.entries(value).map(([key, inner]) => [key.toLowerCase().replaceAll(/[_-]/g, ""), inner as unknown]),
  );
  const first = (names: readonly string[]): string => {
    for (const name of names) {
      const inner = fields.get(name);
      if ((typeof inner === "string" && inner.trim() !== "") || typeof inner === "number") return String(inner).trim();
    }
    return "";
  };
  const url = first(URL_KEY);
  const title = first(TITLE);
  return url === "" || title === "" || !/[/.?]/.test(url) ? null : { url, title, date: first(DATE) };
}
