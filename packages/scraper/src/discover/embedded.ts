/** Lists that are not in the tree: hanweb (大汉) keeps them as XML in a script, or answers with that XML. */
export interface EmbeddedList {
  /** HTML of the items. */
  readonly items: string;
  /** HTML of the link to the next records. */
  readonly next: string;
}

/** Reads a `<datastore>`, plain or entity-encoded; null when the text holds none. */
export function readDatastore(text: string): EmbeddedList | null {
  const xml = /&lt;(?:datastore|recordset|record)&gt;/i.test(text) ? unescapeOnce(text) : text;
  if (!/<(?:datastore|recordset)>/i.test(xml)) return null;
  return { items: contentsOf(xml, "record"), next: contentsOf(xml, "nextgroup") };
}

function contentsOf(xml: string, element: string): string {
  return between(xml, xml.toLowerCase(), `<${element}>`, `</${element}>`).map(plain).join("\n");
}

/** What stands between each opening mark and the next closing one. `folded` is `xml` in the case of the marks. */
function between(xml: string, folded: string, open: string, close: string): string[] {
  const found: string[] = [];
  for (let from = folded.indexOf(open); from !== -1;) {
    const start = from + open.length;
    const end = folded.indexOf(close, start);
    if (end === -1) break;
    found.push(xml.slice(start, end));
    from = folded.indexOf(open, end + close.length);
  }
  return found;
}

function plain(inner: string): string {
  const parts = between(inner, inner, "<![CDATA[", "]]>");
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
