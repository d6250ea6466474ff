import { canonicalUrl, decode, loadDom } from "@caibian/page";
import type { Lead, ReadList, Source, Validators } from "@caibian/schema";
import { load } from "cheerio/slim";

import { discover, type DiscoverOptions } from "../discover/discover.ts";
import { gunzip } from "../sitemap/sitemap.ts";
import type { Doors } from "./doors.ts";
import type { Answer, Fetcher } from "./fetcher.ts";

const UNREAD: Validators = { etag: null, lastModified: null, bodySha256: null };

/** Why a walk through the pages of a list came to its end. */
type WalkEnd = "complete" | "broken-off";

/**
 * Reads the start URLs and the pages behind them, and keeps what they lead to.
 *
 * A crash between two pages must not hide the older ones: page one's validators say "all behind this page is
 * known", so they are kept last, when the walk has come to its end. Until then the page stands as unread in the
 * frontier, and the next Visit walks on past pages that hold nothing new.
 */
export async function readLists(source: Source, doors: Doors, fetcher: Fetcher): Promise<void> {
  const walk = new ListWalk(source, doors, fetcher);
  for (const url of source.start) await walk.from(url, 0);
}

/** Sitemaps under one index, and indexes under indexes. */
const MOST_CHILDREN = 100;
const MOST_NESTING = 2;

class ListWalk {
  readonly #source: Source;
  readonly #doors: Doors;
  readonly #fetcher: Fetcher;
  readonly #seen = new Set<string>();
  /** Half of the Visit's pages at most are lists, or a deep archive would leave none for the stories. */
  readonly #mostLists: number;
  #lists = 0;
  #added = 0;

  constructor(source: Source, doors: Doors, fetcher: Fetcher) {
    this.#source = source;
    this.#doors = doors;
    this.#fetcher = fetcher;
    this.#mostLists = Math.max(1, Math.ceil(source.limits.maxPages / 2));
  }

  async from(start: string, nesting: number): Promise<void> {
    const { frontier, visit } = this.#doors;
    const known = await frontier.validators(this.#source.id, start);
    const isResumed = known?.bodySha256 == null;
    const first = await this.#read(start, isResumed ? null : known);
    if (first === null) return;
    const [next, children] = [nextOf(first), childrenOf(first)];
    if (children.length > 0) return this.#readChildren(first, children, nesting);
    if (next === null) {
      await this.#note(first, first.validators);
      return;
    }

    const { added } = await this.#note(first, UNREAD);
    const end = added > 0 || isResumed ? await this.#readOn(next, isResumed) : "complete";
    if (end === "complete") await frontier.recordList(visit, { ...asRead(first), leads: [] });
  }

  /** Page after page while they hold something new; a resumed walk also goes on past those that do not. */
  async #readOn(second: string, isResumed: boolean): Promise<WalkEnd> {
    for (let url: string | null = second; url !== null;) {
      if (this.#lists >= this.#mostLists) return "complete";
      // Leads that this Visit cannot fetch any more are left for the next one, which walks on from here.
      if (this.#added >= this.#fetcher.budget) return "broken-off";
      const answer: ListPage | "gone" | null = await this.#readNext(url);
      if (answer === "gone") return "complete";
      if (answer === null) return "broken-off";
      const { added } = await this.#note(answer, answer.validators);
      if (added === 0 && !isResumed) return "complete";
      url = nextOf(answer);
    }
    return "complete";
  }

  async #readChildren(index: ListPage, children: readonly string[], nesting: number): Promise<void> {
    await this.#note(index, UNREAD);
    if (nesting >= MOST_NESTING) return;
    for (const child of children.slice(0, MOST_CHILDREN)) await this.from(child, nesting + 1);
  }

  async #note(page: ListPage, validators: Validators): Promise<{ readonly added: number }> {
    const leads = page.leads.filter(({ kind, aside }) => kind === "article" && aside !== true);
    const { added } = await this.#doors.frontier.recordList(this.#doors.visit, { ...asRead(page), validators, leads });
    this.#added += added;
    this.#fetcher.report({ kind: "list", url: page.url, leads: leads.length, added });
    return { added };
  }

  async #read(url: string, validators: Validators | null): Promise<ListPage | null> {
    const answer = await this.#ask(url, validators);
    if (answer === null) return null;
    if (answer.kind === "unchanged") this.#fetcher.report({ kind: "list", url, leads: 0, added: 0 });
    if (answer.kind !== "page") return null;
    const { status } = answer.fetched;
    if (status === 200 || status === 203) return toListPage(url, answer, this.#source);
    this.#fetcher.report({ kind: "failed", url, code: `E_STATUS_${status}`, message: `The list answered ${status}` });
    return null;
  }

  /** A further page. Some platforms answer 404 behind the last one. */
  async #readNext(url: string): Promise<ListPage | "gone" | null> {
    const answer = await this.#ask(url, null);
    if (answer === null || answer.kind === "robots-denied") return "gone";
    if (answer.kind !== "page") return null;
    return answer.fetched.status === 404 || answer.fetched.status === 410
      ? "gone"
      : toListPage(url, answer, this.#source);
  }

  /** Null when the list was read in this Visit already, or nothing may be asked any more. */
  async #ask(url: string, validators: Validators | null): Promise<Answer | null> {
    const key = canonicalUrl(url) ?? url;
    if (this.#seen.has(key) || this.#fetcher.budget <= 0) return null;
    this.#seen.add(key);
    this.#fetcher.budget--;
    this.#lists++;
    const answer = await this.#fetcher.ask(url, validators);
    if (answer.kind === "failed") this.#fetcher.report({ kind: "failed", url, ...pick(answer.failure) });
    if (answer.kind === "robots-denied") this.#fetcher.report({ kind: "robots-denied", url });
    return answer;
  }
}

interface ListPage {
  readonly url: string;
  readonly fetchedAt: string;
  readonly validators: Validators;
  readonly leads: readonly Lead[];
  /** The page lists sitemaps, not stories. */
  readonly isIndex: boolean;
}

function toListPage(url: string, answer: Answer & { readonly kind: "page" }, source: Source): ListPage {
  const { fetched, sha256, at } = answer;
  const contentType = fetched.headers["content-type"];
  const bytes = gunzip(fetched.bytes) ?? fetched.bytes;
  const { text, charset } = decode(bytes, { url, ...(contentType === undefined ? {} : { contentType }) });
  const leads = discover(text, fetched.finalUrl, { now: at, charset, ...articleLinks(text, source) });
  return {
    url,
    fetchedAt: at,
    validators: {
      etag: fetched.headers["etag"] ?? null,
      lastModified: fetched.headers["last-modified"] ?? null,
      bodySha256: sha256,
    },
    leads,
    isIndex: /<(?:\w+:)?sitemapindex\b/i.test(text.slice(0, 4000)),
  };
}

/** The profile's selector as a question about a link: its place in the page is the same in both trees. */
function articleLinks(html: string, source: Source): DiscoverOptions {
  const selector = source.profile?.articleLinks;
  const tree = selector === undefined ? null : loadDom(html);
  if (selector === undefined || tree?.ok !== true) return {};
  const hrefs = new Set(
    load(tree.root)(selector)
      .toArray()
      .map((element) => ("attribs" in element ? element.attribs["href"]?.trim() : undefined)),
  );
  return { isArticleLink: (element) => hrefs.has(element.attribs["href"]?.trim()) };
}

function nextOf(page: ListPage): string | null {
  return page.leads.find(({ kind }) => kind === "next")?.url ?? null;
}

function childrenOf(page: ListPage): readonly string[] {
  return page.isIndex ? page.leads.filter(({ kind }) => kind === "list").map(({ url }) => url) : [];
}

function asRead({ url, fetchedAt, validators, leads }: ListPage): ReadList {
  return { url, fetchedAt, validators, leads };
}

function pick({ code, message }: { readonly code: string; readonly message: string }): {
  code: string;
  message: string;
} {
  return { code, message };
}
