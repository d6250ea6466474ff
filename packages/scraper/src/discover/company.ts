import { isTag } from "domhandler";

import type { Anchor } from "./anchors.ts";

/** A link with its absolute URL. */
interface Placed {
  readonly anchor: Anchor;
  readonly url: string;
}

/** Least links of one company that are articles by themselves, and their least share of it. */
const LEAST = 2;
const LEAST_SHARE = 0.15;
const ANCESTORS = 4;

/**
 * Links that are articles by the company they keep: same place in the markup and same spelling of the URL as links
 * that are articles beyond doubt (short titles in a list without dates). Answers one flag per link.
 */
export function isInCompany(links: readonly Placed[], isArticle: readonly boolean[]): readonly boolean[] {
  const keys = links.map(companyOf);
  const companies = new Map<string, { size: number; articles: number }>();
  for (const [n, key] of keys.entries()) {
    const company = companies.get(key) ?? { size: 0, articles: 0 };
    company.size++;
    if (isArticle[n] === true) company.articles++;
    companies.set(key, company);
  }
  return keys.map((key) => {
    const { size, articles } = companies.get(key) ?? { size: 1, articles: 0 };
    return articles >= LEAST && articles / size >= LEAST_SHARE;
  });
}

/** Host, folder and ending of the URL, and the tags and classes that lead to the link. */
function companyOf({ anchor, url }: Placed): string {
  const { host, pathname, search } = new URL(url);
  const [, folder = "", name = ""] = /^(.*\/)([^/]*)$/.exec(pathname) ?? [];
  const ending = /\.\w+$/.exec(name)?.[0] ?? (name === "" ? "/" : "");
  // Years and days in a folder differ from story to story.
  const spelling = `${host}${folder.replaceAll(/\d+/g, "0")}${ending}?${search.replaceAll(/=[^&]*/g, "")}`;
  const steps: string[] = [anchor.place];
  let at = anchor.element.parent;
  for (let up = 0; up < ANCESTORS && at !== null && isTag(at); up++, at = at.parent)
    steps.push(`${at.name}.${at.attribs["class"] ?? ""}`);
  return `${spelling} ${steps.join("<")}`;
}
