/** Lists that are not in the tree: hanweb (大汉) keeps them as XML in a script, or answers with that XML. */
export interface EmbeddedList {
  /** HTML of the items. */
  readonly items: string;
  /** HTML of the link to the next records. */
  readonly next: string;
}

const RECORD = /<record>([\s\S]*?)<\/record>/gi;
const NEXT_GROUP = /<nextgroup>([\s\S]*?)<\/nextgroup>/gi;
const CDATA = /<!\[CDATA\[([\s\S]*?)\]\]>/g;

/** Reads a `<datastore>`, plain or entity-encoded; null when the text holds none. */
export function readDatastore(text: string): EmbeddedList | null {
  const xml = /&lt;(?:datastore|recordset|record)&gt;/i.test(text) ? unescapeOnce(text) : text;
  if (!/<(?:datastore|recordset)>/i.test(xml)) return null;
  return { items: contentsOf(xml, RECORD), next: contentsOf(xml, NEXT_GROUP) };
}

function contentsOf(xml: string, element: RegExp): string {
  return [...xml.matchAll(element)].map(([, inner = ""]) => plain(inner)).join("\n");
}

function plain(inner: string): string {
  const parts = [...inner.matchAll(CDATA)].map(([, data = ""]) => data);
  const html = parts.length > 0 ? parts.join("") : inner;
  return /&lt;(?:li|a|tr|div)\b/i.test(html) ? unescapeOnce(html) : html;
}

function unescapeOnce(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
