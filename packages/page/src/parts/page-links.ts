/** A link with its words; `isOption` for one of a list to choose from. */
export interface PageLink {
  readonly url: URL;
  readonly text: string;
  readonly isOption: boolean;
}

const OPENING = /<!--|<script|<a\s|<option\s/gi;
const MOST_LINKS = 5000;
const LONGEST_TAG = 2000;
const LONGEST_TEXT = 300;

/**
 * The links and options of a page, read straight from its text: a pager needs no tree. Comments and scripts are passed
 * over; every step is bounded.
 */
export function* pageLinks(html: string, base: string): Generator<PageLink> {
  OPENING.lastIndex = 0;
  const opening = new RegExp(OPENING);
  let count = 0;
  for (let found = opening.exec(html); found !== null && count < MOST_LINKS; found = opening.exec(html)) {
    const kind = found[0].toLowerCase();
    if (kind === "<!--" || kind === "<script") {
      const end = html.indexOf(kind === "<!--" ? "-->" : "</", opening.lastIndex);
      if (end < 0) return;
      opening.lastIndex = end;
      continue;
    }
    count++;
    const tag = /^[^>]*/.exec(html.slice(found.index, found.index + LONGEST_TAG))?.[0] ?? "";
    const isOption = kind.startsWith("<option");
    const url = resolve(attribute(tag, isOption ? "value" : "href"), base);
    if (url === null) continue;
    const from = found.index + tag.length + 1;
    const inside =
      html.slice(from, from + LONGEST_TEXT).split(isOption ? /<\/?(?:option|select)/i : /<\/a/i, 1)[0] ?? "";
    yield { url, text: textOf(inside), isOption };
  }
}

function attribute(tag: string, name: "href" | "value"): string {
  const pattern = name === "href" ? HREF : VALUE;
  const [, double, single, bare] = pattern.exec(tag) ?? [];
  return (double ?? single ?? bare ?? "").replaceAll("&amp;", "&").trim();
}

const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
const VALUE = /\svalue\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

function resolve(href: string, base: string): URL | null {
  if (href === "" || href.startsWith("#") || /^javascript:/i.test(href)) return null;
  if (!URL.canParse(href, base)) return null;
  const url = new URL(href, base);
  url.hash = "";
  return url.protocol === "http:" || url.protocol === "https:" ? url : null;
}

function textOf(inside: string): string {
  return inside
    .replaceAll(/<[^<>]*>/g, "")
    .replaceAll(/&nbsp;|&#160;|\s+/g, " ")
    .replaceAll("&gt;", ">")
    .replaceAll("&lt;", "<")
    .replaceAll("&raquo;", "»")
    .trim();
}
