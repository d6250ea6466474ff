import { escapeQuery, identityOf } from "@caibian/page";
import type { Lead, LeadKind } from "@caibian/schema";

/** Leads of one list, at most; a sitemap sets its own bound. */
const MOST_LEADS = 5000;

/** What a link may say of itself beside its URL. */
export interface LeadWords {
  readonly title: string;
  readonly date: string | null;
  /** It stands in a box of hot or related stories, not in the list. */
  readonly isAside?: boolean;
}

const NO_WORDS: LeadWords = { title: "", date: null };

/** Leads in page order, one a page: a twin adds what the first lacked (an epaper links a story twice). */
export class LeadList {
  readonly url: string;
  readonly #leads = new Map<string, Lead>();
  readonly #self: string | null;
  /** The list's own address, parsed. */
  readonly place: URL;
  readonly #charset: string;
  #base: string;
  #articles = 0;
  /** Leads that it takes; those that come later are left out. */
  most: number = MOST_LEADS;

  /** `charset` of the page: bare Chinese in a query goes out in it. */
  constructor(url: string, charset: string) {
    this.url = url;
    this.#charset = charset;
    this.#base = url;
    this.#self = identityOf(url);
    this.place = new URL(url);
  }

  /** Takes `<base href>`. */
  set base(href: string | null) {
    if (href !== null && URL.canParse(href, this.url)) this.#base = new URL(href, this.url).href;
  }

  get hasArticles(): boolean {
    return this.#articles > 0;
  }

  /** Absolute, without fragment; null for what is no page. */
  target(href: string): URL | null {
    if (href === "" || href.startsWith("#")) return null;
    const url = parseUrl(escapeQuery(href, this.#charset), this.#base);
    if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return null;
    if (url.hash !== "") url.hash = "";
    return url;
  }

  /** `target` as text. */
  resolve(href: string): string | null {
    return this.target(href)?.href ?? null;
  }

  /** True for the list itself, under whatever spelling. */
  isSelf(url: URL): boolean {
    const isNear = withoutIndex(url.pathname) === withoutIndex(this.place.pathname);
    return isNear && withoutIndex(identityOf(url.href) ?? "") === withoutIndex(this.#self ?? "");
  }

  add(kind: LeadKind, href: string, words: LeadWords = NO_WORDS): void {
    const url = this.resolve(href);
    const key = url === null ? null : identityOf(url);
    if (url === null || key === null || (key === this.#self && kind !== "next")) return;
    const known = this.#leads.get(key);
    if (known === undefined && this.#leads.size >= this.most) return;
    const lead = known === undefined ? toLead(this.url, url, kind, words) : merged(known, kind, words);
    if (lead.kind === "article" && known?.kind !== "article") this.#articles++;
    this.#leads.set(key, lead);
  }

  done(): Lead[] {
    return [...this.#leads.values()];
  }
}

/** A folder and its index page are one. */
function withoutIndex(url: string): string {
  return url.replace(/\/(?:index|default)\.\w{1,5}$/i, "/");
}

function parseUrl(href: string, base: string): URL | null {
  try {
    return new URL(href, base);
  } catch {
    // Not a URL: `http://`, `//:0`. Asking canParse first would parse every link twice.
    return null;
  }
}

function toLead(foundOn: string, url: string, kind: LeadKind, { title, date, isAside }: LeadWords): Lead {
  const lead: Lead = { v: 1, url, kind, foundOn, anchorText: title, listDate: date };
  return isAside === true ? { ...lead, aside: true } : lead;
}

/** An article stays one; the page after this one is no other list. */
function merged(known: Lead, kind: LeadKind, { title, date, isAside }: LeadWords): Lead {
  if (known.kind !== kind && kind === "list") return known;
  const { aside, ...rest } = known;
  return {
    ...rest,
    kind: known.kind === "article" ? "article" : kind,
    anchorText: title.length > known.anchorText.length ? title : known.anchorText,
    listDate: known.listDate ?? date,
    ...(aside === true && isAside === true ? { aside } : {}),
  };
}
