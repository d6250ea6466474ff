import type { PageFacts } from "./page-facts.ts";

/** Most addresses of list APIs that are worth a request. */
const MOST_APIS = 4;
const LONGEST_SCRIPT = 400_000;

/**
 * Addresses of JSON list APIs that a page without a list of its own may fill itself from, the surest first: those
 * of known platforms, made of what the page says of itself, then addresses in its scripts that are spelt as list
 * APIs. `hash` is what stood behind `#` in the address that was asked for.
 */
export function findListApis(
  html: string,
  url: string,
  facts: Pick<PageFacts, "scripts">,
  hash = "",
): readonly string[] {
  const text = [html.slice(0, LONGEST_SCRIPT), ...facts.scripts].join("\n");
  const found = [gkmlpt(text, url, hash), jpaas(text, url), ucap(text, url), ...spelt(text, url)];
  return [...new Set(found.filter((api) => api !== null))].slice(0, MOST_APIS);
}

/** Guangdong's 政府信息公开目录平台: `/gkmlpt/api/all/<column>?page=1&sid=<sid>`; 0 is every column. */
function gkmlpt(text: string, url: string, hash: string): string | null {
  if (!/gkmlpt/i.test(text) && !/gkmlpt/i.test(url)) return null;
  const site = /\bSID\s*[:=]\s*["']?(\d{1,12})/i.exec(text)?.[1];
  if (site === undefined) return null;
  const column =
    /^#?(\d{1,9})$/.exec(hash)?.[1] ??
    /["']?id["']?\s*:\s*["']?(\d{1,9})["']?\s*,\s*["']?name["']?\s*:\s*["'][^"']{0,20}(?:动态|要闻|新闻)/i.exec(
      text,
    )?.[1];
  return new URL(`/gkmlpt/api/all/${column ?? "0"}?page=1&sid=${site}`, url).href;
}

/** jpaas (大汉集约化): the page's `queryData` sent to its `build/unit`, with the page asked for. */
function jpaas(text: string, url: string): string | null {
  const endpoint = /["']([^"'\s]{0,120}\/front\/page\/build\/unit)["'?]/i.exec(text)?.[1];
  const query = /queryData\s*=\s*(?:"\{([^"{}]{1,2000})\}"|'\{([^'{}]{1,2000})\}')/i.exec(text);
  const fields = query?.[1] ?? query?.[2];
  if (endpoint === undefined || fields === undefined) return null;
  const api = new URL(endpoint, url);
  for (const [, name = "", value = ""] of fields.matchAll(/["'](\w{1,40})["']\s*:\s*["']([^"']{0,200})["']/g))
    api.searchParams.set(name, value);
  api.searchParams.set("paramJson", JSON.stringify({ pageNo: 1, pageSize: 15 }));
  return api.href;
}

/** UCAP (开普): `getInfoCommon` with the channel that the page names. */
function ucap(text: string, url: string): string | null {
  const path = /["']([^"'\s]{0,120}\/getInfoCommon\/?)["'?]/i.exec(text)?.[1];
  const channel = /channelid["']?\s*[:=]\s*["']?([\da-f]{8,40})/i.exec(text)?.[1];
  if (path === undefined || channel === undefined) return null;
  const api = new URL(path, url);
  api.search = `?pagesize=15&currpage=1&channelid=${channel}`;
  return api.href;
}

const LITERAL = /["'`]((?:https?:)?\/{1,2}[^"'`\s<>\\$]{2,300})["'`]/g;
const LIST_API =
  /(?:getarticles|getlist|articlelist|article\/list|newslist|news\/list|listarticle|contents\.php|\/api\/[^?]{0,80}(?:list|articles|news|contents)|app_if\/|\/list\.json|\/data\/[^?]{0,80}\.json|cmsback\/api)/i;
const NO_LIST =
  /\.(?:js|css|html?|shtml|png|jpe?g|gif|svg|ico|woff2?|mp4)(?:\?|$)|login|captcha|upload|search|comment/i;

/** Whole addresses in scripts that are spelt as list APIs; those with holes (`${id}`) cannot be asked. */
function spelt(text: string, url: string): readonly string[] {
  const found: string[] = [];
  for (const [, literal = ""] of text.matchAll(LITERAL)) {
    if (found.length >= MOST_APIS) break;
    if (LIST_API.test(literal) && !NO_LIST.test(literal) && !/[={]$/.test(literal) && URL.canParse(literal, url))
      found.push(new URL(literal, url).href);
  }
  return found;
}
