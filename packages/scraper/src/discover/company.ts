import { isTag } from "domhandler";

import type { Anchor } from "./anchors.ts";
import { shapeOf } from "./url-shape.ts";

/** A link with its absolute URL. */
interface Placed {
  readonly anchor: Anchor;
  readonly url: string;
}

/** Least links of one company that are articles by themselves, and their least share of it. */
const LEAST = 2;
const LEAST_SHARE = 0.15;
/** So many links of one company whose URLs are spelt as articles are articles, whatever their titles. */
const LEAST_SPELT = 5;
const ANCESTORS = 4;

/**
 * Links that are articles by the company they keep: same place in the markup and same spelling of the URL as links
 * that are articles beyond doubt (short titles in a list without dates), or as enough links that are spelt as
 * articles. Answers one flag per link.
 */
export function isInCompany(links: readonly Placed[], isArticle: readonly boolean[]): readonly boolean[] {
  const keys = links.map(companyOf);
  const companies = new Map<string, Company>();
  for (const [n, key] of keys.entries()) {
    const company = companies.get(key) ?? { size: 0, articles: 0, spelt: 0 };
    company.size++;
    if (isSpelt(links[n])) company.spelt++;
    if (isArticle[n] === true) company.articles++;
    companies.set(key, company);
  }
  return keys.map((key) => {
    const { size, articles, spelt } = companies.get(key) ?? { size: 1, articles: 0, spelt: 0 };
    return spelt >= LEAST_SPELT || (articles >= LEAST && articles / size >= LEAST_SHARE);
  });
}

interface Company {
  size: number;
  articles: number;
  spelt: number;
}

function isSpelt(link: Placed | undefined): boolean {
  return link !== undefined && shapeOf(link.url) === "article";
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
