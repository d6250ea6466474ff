import type { XmlElement } from "../xml/read-xml.ts";
import { readConstruct } from "./construct.ts";
import { readFeedDate } from "./feed-date.ts";
import type { FeedItem } from "./feed.ts";
import { fieldOf, type FieldRule } from "./fields.ts";
import { absoluteLink, baseOf } from "./link.ts";
import { oneLine } from "./markup.ts";

/** Elements that wrap others of the same story. */
const WRAPPERS = new Set(["item", "entry", "group"]);

/** Of two dates of a kind the later one in the feed counts, of other elements the first. */
const IS_LATEST: ReadonlySet<FieldRule["field"]> = new Set(["published", "updated"]);

/** A story as its elements come in. */
export class ItemDraft {
  readonly #url: string | undefined;
  readonly #values = new Map<FieldRule["field"], { readonly value: string; readonly rank: number }>();
  /** What a guid that says nothing else of itself leads to. */
  #permalink: string | null = null;
  #name: string | null = null;
  #mail: string | null = null;

  constructor(url: string | undefined) {
    this.#url = url;
  }

  /** An element somewhere inside the story. */
  add(element: XmlElement): void {
    const owner = element.path.at(-1) ?? "";
    if (owner === "author") this.#addPerson(element);
    if (!WRAPPERS.has(owner)) return;
    const rule = fieldOf(element);
    if (rule === null) return;
    const value = this.#read(rule.field, element);
    if (value === null) return;
    const known = this.#values.get(rule.field);
    if (known === undefined || rule.rank < known.rank || (rule.rank === known.rank && IS_LATEST.has(rule.field)))
      this.#values.set(rule.field, { value, rank: rule.rank });
  }

  /** The story; `element` is its own. */
  finish({ attributes, bases }: XmlElement): FeedItem {
    const base = baseOf(this.#url, bases);
    const about = attributes["rdf:about"] ?? null;
    const own = attributes["href"] ?? attributes["HREF"] ?? about ?? "";
    return {
      title: this.#get("title"),
      link: this.#get("link") ?? this.#permalink ?? absoluteLink(own, base),
      date:
        this.#get("published") ??
        this.#get("updated") ??
        readFeedDate(attributes["lastmod"] ?? attributes["LASTMOD"] ?? ""),
      id: this.#get("id") ?? about,
      author: this.#get("author"),
      summary: this.#get("summary"),
    };
  }

  #get(field: FieldRule["field"]): string | null {
    return this.#values.get(field)?.value ?? null;
  }

  #read(field: FieldRule["field"], element: XmlElement): string | null {
    const { name, text, attributes } = element;
    const base = baseOf(this.#url, element.bases);
    switch (field) {
      case "title":
      case "summary":
        return readConstruct(element, base);
      case "link":
        if ((attributes["rel"] ?? "alternate") !== "alternate") return null;
        return absoluteLink(attributes["href"] ?? attributes["HREF"] ?? text, base);
      case "id":
        if (name === "guid" && attributes["isPermaLink"] !== "false") this.#permalink ??= absoluteLink(text, undefined);
        return name === "id" && text.trim().startsWith("/")
          ? (absoluteLink(text, base) ?? oneLine(text))
          : oneLine(text);
      case "published":
      case "updated":
        return readFeedDate(text);
      case "author":
        return this.#author(text);
      default:
        return field satisfies never;
    }
  }

  #addPerson({ name, text }: XmlElement): void {
    if (name === "name") this.#name ??= oneLine(text);
    if (name === "email") this.#mail ??= oneLine(text);
  }

  #author(text: string): string | null {
    const { person, mail } = { person: this.#name, mail: this.#mail };
    this.#name = null;
    this.#mail = null;
    if (person === null && mail === null) return oneLine(text);
    return person === null ? mail : mail === null ? person : `${person} (${mail})`;
  }
}
