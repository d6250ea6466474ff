const LONGEST = 8192;

/** The absolute http(s) URL that a feed or sitemap means, or null. */
export function absoluteLink(text: string, base: string | undefined): string | null {
  const href = text.trim();
  if (href === "" || href.length > LONGEST || !URL.canParse(href, base)) return null;
  const url = new URL(href, base);
  return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
}

/** What relative links start from: the document's URL, moved by each `xml:base` in force. */
export function baseOf(url: string | undefined, bases: readonly string[]): string | undefined {
  let base = url;
  for (const step of bases) if (URL.canParse(step, base)) base = new URL(step, base).href;
  return base;
}
