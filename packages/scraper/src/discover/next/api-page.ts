import type { JsonList } from "../json-list.ts";

const PAGE = /([?&](?:page|currpage|curpage|pageno|pagenum|pageindex|pagenumber|current|p)=)(\d{1,5})(?=&|$)/i;
const SIZE = /[?&](?:pagesize|page_size|perpage|per_page|size|limit|rows|count|num)=(\d{1,4})(?=&|$)/i;
const OFFSET = /([?&](?:offset|start|skip)=)(\d{1,7})(?=&|$)/i;
/** Items of a page where the address does not say: what the platforms that leave it out give. */
const USUAL_SIZE = 20;

/** The address of the next page of a list API, by its parameters; null at its end. */
export function nextOfApi(url: string, list: JsonList): string | null {
  const size = Number(SIZE.exec(url)?.[1] ?? Number.NaN);
  if (list.fragments.length > 0 && list.items.length === 0) return nextOfFragment(url, list);
  if (list.items.length < size) return null;
  const offset = OFFSET.exec(url);
  if (offset !== null && !PAGE.test(url)) return nextOffset(url, Number(offset[2]), list, size);
  const page = PAGE.exec(url)?.[2];
  if (page === undefined) return null;
  const number = Number(page);
  if (list.pages !== null && number >= list.pages) return null;
  const seen = Number.isNaN(size) ? Math.max(0, number - 1) * USUAL_SIZE + list.items.length : number * size;
  // A first page numbered 0 has not shown anything before it.
  if (list.total !== null && number > 0 && seen >= list.total) return null;
  return url.replace(PAGE, (_, name: string) => `${name}${number + 1}`);
}

function nextOffset(url: string, offset: number, list: JsonList, size: number): string | null {
  const next = offset + (Number.isNaN(size) ? list.items.length : size);
  if (list.total !== null && next >= list.total) return null;
  return url.replace(OFFSET, (_, name: string) => `${name}${next}`);
}

const PARAM_JSON = /([?&]paramJson=)([^&]*)/;
const PAGINATION = /<div\b[^<>]{0,300}\bpagination\b[^<>]{0,300}>/i;
const DEFAULT_ROWS = 15;

/** jpaas: an HTML fragment that says how many there are; the page goes into `paramJson`. */
function nextOfFragment(url: string, { fragments }: JsonList): string | null {
  const pager = fragments.map((html) => PAGINATION.exec(html)?.[0]).find((found) => found !== undefined) ?? "";
  const count = /\bcount=["']?(\d{1,7})/i.exec(pager)?.[1];
  const size = Number(/\brows=["']?(\d{1,4})/i.exec(pager)?.[1] ?? DEFAULT_ROWS);
  const given = PARAM_JSON.exec(url)?.[2];
  const page = Number(/"pageNo"\s*:\s*"?(\d{1,5})/.exec(decodeText(given ?? ""))?.[1] ?? 1);
  if (count === undefined || size < 1 || page * size >= Number(count)) return null;
  const parameters = encodeURIComponent(`{"pageNo":${page + 1},"pageSize":"${size}"}`);
  if (given !== undefined) return url.replace(PARAM_JSON, (_, name: string) => name + parameters);
  return `${url}${url.includes("?") ? "&" : "?"}paramJson=${parameters}`;
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray % in a URL: read as it stands.
    return text;
  }
}
