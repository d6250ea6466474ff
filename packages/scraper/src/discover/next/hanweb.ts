import type { PagedList } from "./next-page.ts";

const TOTAL = /<totalrecord>\s*(\d{1,7})\s*<\/totalrecord>/i;

/** hanweb (大汉): the data proxy's own link to the next records, else record numbers one group up. */
export function nextOfProxy({ url, html, page, resolve }: PagedList): string | null {
  const proxy = page.anchors.find(({ href }) => /\/dataproxy\.jsp\?/i.test(href));
  return proxy === undefined ? nextRecords(url, html) : resolve(proxy.href);
}

/** `startrecord=1&endrecord=15&perpage=15` one group up, while the total says that there are more. */
function nextRecords(url: string, xml: string): string | null {
  const start = numberIn(url, "startrecord");
  const end = numberIn(url, "endrecord");
  const total = Number(TOTAL.exec(xml)?.[1] ?? 0);
  if (start === null || end === null || end < start || end >= total) return null;
  const size = end - start + 1;
  return url
    .replace(/([?&]startrecord=)\d+/i, (_, name: string) => `${name}${start + size}`)
    .replace(/([?&]endrecord=)\d+/i, (_, name: string) => `${name}${end + size}`);
}

function numberIn(url: string, parameter: string): number | null {
  const value = new RegExp(`[?&]${parameter}=(\\d{1,7})(?:&|$)`, "i").exec(url)?.[1];
  return value === undefined ? null : Number(value);
}
