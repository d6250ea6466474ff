import { readXml, type XmlElement } from "../xml/read-xml.ts";
import { MOST_ITEMS } from "./bounds.ts";
import { readConstruct } from "./construct.ts";
import type { Feed, FeedItem } from "./feed.ts";
import { fieldOf } from "./fields.ts";
import { ItemDraft } from "./item-draft.ts";
import { absoluteLink, baseOf } from "./link.ts";

/** Reads RSS, RDF, Atom or CDF. */
export function readXmlFeed(text: string, url: string | undefined): Feed {
  let kind: Feed["kind"] = null;
  let title: string | null = null;
  let link: string | null = null;
  const items: FeedItem[] = [];
  let draft: ItemDraft | null = null;
  readXml(
    text,
    (element) => {
      const owner = element.path.at(-1);
      if (isStory(element.name) && !element.path.some(isStory)) {
        items.push((draft ?? new ItemDraft(url)).finish(element));
        draft = null;
        return items.length < MOST_ITEMS;
      }
      if (draft !== null) draft.add(element);
      else if (owner === "channel" || owner === "feed") {
        const field = fieldOf(element)?.field;
        if (field === "title") title ??= readConstruct(element, baseOf(url, element.bases));
        if (field === "link" && isAlternate(element)) link ??= linkOf(element, url);
      }
      if (element.name === "channel") link ??= linkOf(element, url);
      return true;
    },
    ({ name, attributes, depth }) => {
      if (depth === 1) kind = kindOf(name, attributes);
      if (isStory(name)) draft ??= new ItemDraft(url);
      return kind !== null;
    },
  );
  return { kind, title, link, items };
}

function kindOf(root: string, attributes: Readonly<Record<string, string>>): Feed["kind"] {
  if (root === "rss" || root === "rdf") return "rss";
  if (root === "feed") return "atom";
  // Microsoft's CDF has its address on the root.
  return root === "channel"
    ? attributes["HREF"] === undefined && attributes["href"] === undefined
      ? "rss"
      : "cdf"
    : null;
}

function isStory(name: string): boolean {
  return name === "item" || name === "entry";
}

function isAlternate({ attributes }: XmlElement): boolean {
  return (attributes["rel"] ?? "alternate") === "alternate";
}

function linkOf({ attributes, text, bases }: XmlElement, url: string | undefined): string | null {
  return absoluteLink(attributes["href"] ?? attributes["HREF"] ?? text, baseOf(url, bases));
}
