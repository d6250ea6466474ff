import { pageLinks, type PageLink } from "./page-links.ts";
import { partNumber, possibleFirsts, WHOLE } from "./part-number.ts";

const NEXT = /^[[【(]?(?:下一?页|后一?页|下一?頁|下一?张|next(?: page)?)\s*[>»›→]{0,2}[\])】]?$|^[>»›]{1,2}$/i;
const PREVIOUS =
  /^[[【(]?[<«‹←]{0,2}\s*(?:上一?页|前一?页|上一?頁|上一?张|prev(?:ious)?(?: page)?)[\])】]?$|^[<«‹]{1,2}$/i;
const NUMBER = /^[[【(（]?\s{0,3}(?:第\s{0,3})?(\d{1,2})\s{0,3}页?\s{0,3}[\])）】]?$/;
const WHOLE_TEXT = /^(?:在?本页)?(?:余下全文|全文阅读|阅读全文|查看全文|显示全文|单页阅读|在本页阅读全文)$/;

/** The URLs of a paged story, so far as they are known. */
export interface StoryUrls {
  readonly first: string;
  /** URL of the page at hand. */
  readonly current: string;
}

/**
 * The page that goes on with the story (分页), absolute, or null. It must be spelled like a part of the first page's
 * URL and be linked as a pager does, so that 下一篇 (the next story) is none. Give it page after page; numbers only
 * grow, so there is no loop.
 */
export function findNextPart(html: string, { first, current }: StoryUrls): string | null {
  if (!URL.canParse(first) || !URL.canParse(current)) return null;
  const firstUrl = new URL(first);
  const here = first === current ? null : partNumber(firstUrl, new URL(current));
  const parts = [...partLinks(html, current, firstUrl)];
  const scripted = scriptedNext(html, firstUrl);
  const next =
    parts.find(({ number }) => number === WHOLE && here === null) ??
    parts.find(({ number, link }) => NEXT.test(link.text) && follows(number, here)) ??
    (here === null ? parts.find(({ link }) => NUMBER.exec(link.text)?.[1] === "2") : undefined) ??
    parts.find(({ number }) => number === (here ?? 1) + 1);
  return next?.link.url.href ?? scripted;
}

/** From the unnumbered first page either 1 (TRS counts from 0) or 2 may be next. */
function follows(number: number, here: number | null): boolean {
  return here === null ? number === 1 || number === 2 : number === here + 1;
}

function* partLinks(html: string, base: string, first: URL): Generator<{ number: number; link: PageLink }> {
  for (const link of pageLinks(html, base)) {
    const number = partNumber(first, link.url);
    if (number === null || link.url.href === first.href) continue;
    const isPager = link.isOption || link.text === "" || NEXT.test(link.text) || NUMBER.test(link.text);
    if (number === WHOLE ? WHOLE_TEXT.test(link.text) : isPager) yield { number, link };
  }
}

const TRS =
  /\bcreatePageHTML\s*\(\s*(?:['"][^'"]{0,40}['"]\s*,\s*)?(\d{1,2})\s*,\s*(\d{1,2})\s*,\s*['"]([\w-]{1,80})['"]\s*,\s*['"](\w{1,8})['"]/;

/** TRS pagers are scripts: `createPageHTML(3, 0, "t20210607_123", "html")` goes on at `t20210607_123_1.html`. */
function scriptedNext(html: string, first: URL): string | null {
  if (!html.includes("createPageHTML")) return null;
  const [, total, current, stem, extension] = TRS.exec(html) ?? [];
  const file = first.pathname.slice(first.pathname.lastIndexOf("/") + 1);
  if (stem === undefined || file !== `${stem}.${extension}` || Number(current) + 1 >= Number(total)) return null;
  return new URL(`${stem}_${Number(current) + 1}.${extension}`, first).href;
}

/**
 * The first page of the story, when the page at `url` is a later part of it that a list led to; else null. The page
 * must link to it as a pager does.
 */
export function findFirstPart(html: string, url: string): string | null {
  if (!URL.canParse(url)) return null;
  const firsts = new Set(possibleFirsts(new URL(url)).map(({ href }) => href));
  if (firsts.size === 0) return null;
  for (const { url: target, text, isOption } of pageLinks(html, url)) {
    if (!firsts.has(target.href)) continue;
    if (isOption || PREVIOUS.test(text) || NUMBER.exec(text)?.[1] === "1") return target.href;
  }
  return null;
}
