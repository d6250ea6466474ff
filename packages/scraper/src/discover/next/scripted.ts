import type { PagedList } from "./next-page.ts";

/** Most pages of a pager that are believed. */
const MOST_PAGES = 10_000;

// createPageHTML(total, current from 0, "index", "shtml"), also with the id of a container first, and pageControl.
const TRS =
  /\b(?:create\w{0,10}page\w{0,10}|pageControl)\s*\(\s*(?:['"][^'"]{0,40}['"]\s*,\s*)?(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*['"]([\w-]{1,60})['"]\s*,\s*['"](\w{1,8})['"]/i;
const TRS_CURRENT = /\bcurrentPage\s*=\s*(\d{1,6})/;
const TRS_COUNT = /\bcountPage\s*=\s*(\d{1,6})/;
// "<a href=\"index" + "_" + nextPage + "." + "html\">", without quotes, signs and blanks.
const TRS_WRITTEN = /href=([\w-]{1,60})_nextPage\.(\w{1,8})/i;

/** TRS (拓尔思) pagers: page 0 is index.shtml, the second page is index_1.shtml. */
export function nextOfTrs({ url, page }: PagedList): string | null {
  for (const { text } of page.scripts) {
    const next = trsNext(text);
    if (next !== null) return next === "last" ? null : new URL(next, url).href;
  }
  return null;
}

function trsNext(script: string): string | null {
  const [, total, current, stem, extension] = TRS.exec(script) ?? written(script);
  if (total === undefined || current === undefined) return null;
  const next = Number(current) + 1;
  return next >= Math.min(Number(total), MOST_PAGES) ? "last" : `${stem}_${next}.${extension}`;
}

/** The pager that a template writes out by `document.write`, as the groups of `TRS`. */
function written(script: string): readonly (string | undefined)[] {
  const current = TRS_CURRENT.exec(script)?.[1];
  const total = TRS_COUNT.exec(script)?.[1];
  if (current === undefined || total === undefined) return [];
  const [, stem, extension] = TRS_WRITTEN.exec(script.slice(0, 10_000).replaceAll(/["'\\+\s]/g, "")) ?? [];
  return stem === undefined ? [] : [script, total, current, stem, extension];
}
