import { canonicalUrl } from "@caibian/page";
import type { Lead } from "@caibian/schema";
import { getDomain } from "tldts";

import type { NamedLink } from "./page-facts.ts";
import { weighSectionName, weighSectionPath } from "./section-names.ts";

/** A section that a front page links to, before anybody looked at it. */
export interface SectionLead extends NamedLink {
  /** How much it promises local news; below 0 it promises something else. */
  readonly weight: number;
}

/** Stories on the front page that lie in a section's folder count, up to so many. */
const MOST_STORIES = 4;
/** A section's name is short. */
const LONGEST_NAME = 12;

/**
 * The sections that a front page's leads point at, the most promising first. Names and URLs speak; so do the
 * stories that the front page takes from a section.
 */
export function rankSections(leads: readonly Lead[], front: string): readonly SectionLead[] {
  const site = siteOf(front);
  const home = canonicalUrl(new URL("/", front).href);
  const stories = leads.filter(({ kind }) => kind === "article").map(({ url }) => url);
  const sections = new Map<string, SectionLead>();
  for (const { kind, url, anchorText: name } of leads) {
    const key = canonicalUrl(url);
    if (key === null || key === home || sections.has(key) || siteOf(url) !== site || name.length > LONGEST_NAME)
      continue;
    const named = weighSectionName(name);
    // A link that looks like a story by its URL may be a section all the same: its name says so.
    if (kind !== "list" && !(kind === "article" && named > 0 && name.length <= 6)) continue;
    const folder = url.slice(0, url.lastIndexOf("/") + 1);
    const isRoot = new URL(folder).pathname === "/";
    const own = isRoot ? 0 : stories.filter((story) => story.startsWith(folder) && story !== url).length;
    sections.set(key, { url, name, weight: named + weighSectionPath(url) + Math.min(own, MOST_STORIES) });
  }
  return [...sections.values()].sort((a, b) => b.weight - a.weight);
}

/** The registrable domain of a URL, or its host where there is none. */
export function siteOf(url: string): string {
  const { hostname, host } = new URL(url);
  return getDomain(hostname, { allowPrivateDomains: true }) ?? host;
}
