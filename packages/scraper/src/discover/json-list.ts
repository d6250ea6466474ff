import { readEpoch } from "@caibian/page";

import type { LeadList } from "./lead-list.ts";
import { titleLength } from "./link-title.ts";
import { readListDate } from "./list-date.ts";
import { shapeOf } from "./url-shape.ts";

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
  /** How many items there are in all, as the answer says, or null. */
  readonly total: number | null;
  /** How many pages there are, or null. */
  readonly pages: number | null;
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
const TOTAL = new Set(["total", "totalcount", "totalnum", "postcount", "totalrecord", "totalrecords", "recordcount"]);
const PAGES = new Set(["pages", "totalpage", "totalpages", "pagecount", "maxpage", "lastpage"]);
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
  let total: number | null = null;
  let pages: number | null = null;
  const count = (key: string, inner: unknown): void => {
    const name = plainKey(key);
    const isCount = (typeof inner === "number" || typeof inner === "string") && /^\d{1,7}$/.test(String(inner));
    if (isCount && TOTAL.has(name)) total ??= Number(inner);
    if (isCount && PAGES.has(name)) pages ??= Number(inner);
  };
  const gather = (at: unknown, depth: number): void => {
    if (depth > MOST_DEPTH || items.length >= MOST_ITEMS) return;
    if (typeof at === "string") {
      if (/<a\s[^<>]*href/i.test(at)) fragments.push(at);
    } else if (Array.isArray(at)) for (const inner of at) gather(inner, depth + 1);
    else if (typeof at === "object" && at !== null) {
      const item = readItem(at);
      if (item !== null) items.push(item);
      else
        for (const [key, inner] of Object.entries(at)) {
          count(key, inner);
          gather(inner, depth + 1);
        }
    }
  };
  gather(value, 0);
  return { items, fragments, total, pages };
}

const LEAST_TITLE = 9;

/** Adds the items: articles, or the sections that an app lists in the same way. */
export function addItems(items: readonly JsonItem[], leads: LeadList, now: string | undefined): void {
  for (const { url, title, date } of items) {
    const target = leads.target(url);
    if (target === null) continue;
    const day = readEpoch(date)?.iso ?? readListDate(date, now);
    const shape = shapeOf(target);
    const isSection = shape === "list" || shape === "folder" || shape === "home" || shape === "words";
    if (shape === "file" || shape === "service") continue;
    if (isSection && day === null && titleLength(title) < LEAST_TITLE) leads.add("list", url, { title, date: null });
    else leads.add("article", url, { title, date: day });
  }
}

function readItem(value: object): JsonItem | null {
  const fields = new Map(Object.entries(value).map(([key, inner]) => [plainKey(key), rendered(inner)]));
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

function plainKey(key: string): string {
  return key.toLowerCase().replaceAll(/[_-]/g, "");
}

/** WordPress wraps a title: `{"rendered":"…"}`. */
function rendered(value: unknown): unknown {
  return typeof value === "object" && value !== null && "rendered" in value ? value.rendered : value;
}
