import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One answer of a list site, by path and query. */
export interface SitePage {
  /** Name of the file in the site's folder, kept in UTF-8. */
  readonly file: string;
  /** Content type of the answer. Default `text/html`. */
  readonly type?: string;
  /** Charset that the file is sent in. Default utf-8. */
  readonly charset?: "utf-8" | "gbk";
  /** Status of the answer. Default 200. */
  readonly status?: number;
}

/** What `site.json` says. */
export interface SiteFile {
  /** 站名. */
  readonly title: string;
  /** What sites of this kind do, and what this one is to catch. */
  readonly why: string;
  /** Path that a Source of this site starts at. */
  readonly start: string;
  /** Path that a person would give, where it is another one: a front page, a shell. */
  readonly entry?: string;
  /** Id of the testkit's archetype that its article pages are written in. */
  readonly archetype: string;
  readonly pages: Readonly<Record<string, SitePage>>;
}

/** An article as a list page shows it. */
export interface ExpectedItem {
  /** Path on this site, or an absolute URL elsewhere. */
  readonly url: string;
  readonly title: string;
  /** `2026-06-07`, or longer where the list gives a time; null where it gives no date. */
  readonly date: string | null;
}

/** The right links of one list page. */
export interface ExpectedLeads {
  readonly articles: readonly ExpectedItem[];
  /** Articles in boxes of hot or related stories only: found, but left out of a Visit. */
  readonly asides?: readonly ExpectedItem[];
  /** Section links, as paths or URLs. */
  readonly lists: readonly string[];
  readonly next: string | null;
}

/** A folder of `packages/scraper/fixtures/sites`: one invented site of one kind. */
export interface ListSiteFolder {
  /** Name of the folder. */
  readonly kind: string;
  readonly folder: string;
  readonly site: SiteFile;
  /** By path and query; every page with links is there. */
  readonly expected: Readonly<Record<string, ExpectedLeads>>;
}

/** When the lists of all sites were fetched: what days without a year count back from. */
export const LISTS_FETCHED_AT = "2026-06-08T10:00:00+08:00";

const SITES = fileURLToPath(new URL("../../../../packages/scraper/fixtures/sites/", import.meta.url));

/** Every list site, in the order of its name. */
export function readListSites(): ListSiteFolder[] {
  return readdirSync(SITES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readListSite(name))
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

/** The list site of this kind. Throws when there is none. */
export function readListSite(kind: string): ListSiteFolder {
  const folder = join(SITES, kind);
  return {
    kind,
    folder,
    site: readJson(folder, "site.json") as SiteFile,
    expected: readJson(folder, "expected.json") as ListSiteFolder["expected"],
  };
}

/** Text of one page of a site. */
export function textOf(site: ListSiteFolder, page: SitePage): string {
  return readFileSync(join(site.folder, page.file), "utf8");
}

function readJson(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), "utf8"));
}
