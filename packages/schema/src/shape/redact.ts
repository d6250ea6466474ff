import type { Article, ArticleContact, Block } from "../article.ts";
import { ContactTrie } from "./contact-trie.ts";
import { maskOfficeContacts } from "./office-contacts.ts";

/**
 * How much of people's contacts a Store is given. `contacts`: without the private ones that the parser marked.
 * `strict`: without any telephone number or mail address, those of offices too, and without the lines that were cut.
 * Names stay at every level: a reprint must say who wrote it.
 */
export type Redaction = "none" | "contacts" | "strict";

/**
 * The record with `[mobile]`, `[email]` … where contacts stood, in every text and address of it. What tells records and
 * revisions apart stays: id, URL, revision, content hash. The same object where nothing is to be masked.
 */
export function redactArticle(article: Article, level: Redaction): Article {
  const { contacts, ...rest } = article;
  const isStrict = level === "strict";
  if (level === "none" || (contacts === undefined && !isStrict)) return article;
  const trie = trieOf(article.blocks, contacts ?? []);
  const text = (words: string): string => (isStrict ? maskOfficeContacts(trie.mask(words)) : trie.mask(words));
  // A number in an address is a file's name far more often than a telephone's: only what the parser marked goes.
  const url = (address: string): string => trie.mask(address);
  return { ...maskTexts(rest, { text, url }), ...(isStrict ? { removed: [] } : {}) };
}

function trieOf(blocks: readonly Block[], contacts: readonly ArticleContact[]): ContactTrie {
  const trie = new ContactTrie();
  for (const { kind, block, start, end } of contacts) trie.add(kind, blocks[block]?.text.slice(start, end) ?? "");
  return trie;
}

/** What becomes of a text, and of an address. */
interface Masks {
  readonly text: (words: string) => string;
  readonly url: (address: string) => string;
}

function maskTexts(article: Omit<Article, "contacts">, { text, url }: Masks): Article {
  const textOr = (words: string | null): string | null => (words === null ? null : text(words));
  const { source, dateline, rights, site } = article;
  return {
    ...article,
    title: text(article.title),
    kicker: textOr(article.kicker),
    subtitle: textOr(article.subtitle),
    originalTitle: textOr(article.originalTitle),
    source: source && {
      name: textOr(source.name),
      raw: text(source.raw),
      url: source.url === null ? null : url(source.url),
    },
    credits: article.credits.map(({ role, name, org }) => ({ role, name: text(name), org: textOr(org) })),
    dateline: dateline && {
      ...dateline,
      agency: textOr(dateline.agency),
      place: textOr(dateline.place),
      raw: text(dateline.raw),
    },
    section: article.section.map(text),
    blocks: article.blocks.map((block) => maskBlock(block, { text, url })),
    text: text(article.text),
    images: article.images.map((image) => ({
      url: url(image.url),
      caption: textOr(image.caption),
      credit: textOr(image.credit),
    })),
    site: { ...site, name: textOr(site.name) },
    rights: { ...rights, statement: textOr(rights.statement) },
    removed: article.removed.map((removal) => ({ ...removal, text: text(removal.text) })),
  };
}

function maskBlock(block: Block, mask: Masks): Block {
  const text = mask.text(block.text);
  switch (block.type) {
    case "list":
      return { ...block, text, items: block.items.map(mask.text) };
    case "table":
      return { ...block, text, rows: block.rows.map((row) => row.map(mask.text)) };
    case "image":
      return {
        ...block,
        text,
        url: mask.url(block.url),
        caption: block.caption === null ? null : mask.text(block.caption),
        credit: block.credit === null ? null : mask.text(block.credit),
      };
    case "video":
    case "attachment":
      return { ...block, text, url: mask.url(block.url) };
    case "paragraph":
    case "heading":
    case "quote":
      return { ...block, text };
    default:
      return block satisfies never;
  }
}
