import type { Article, ArticleContact, Block, Delivery, Receipt, StoreAdapter, WriteContext } from "@caibian/schema";

/**
 * An adapter that gets each record without the private contacts that the parser marked: `[mobile]` stands where a
 * number stood. Id, revision and content hash stay those of the record, so that Stores tell revisions apart as ever.
 */
export class RedactingAdapter implements StoreAdapter {
  readonly #inner: StoreAdapter;

  constructor(inner: StoreAdapter) {
    this.#inner = inner;
  }

  open(): Promise<void> {
    return this.#inner.open();
  }

  write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    return this.#inner.write(batch.map(withoutContacts), context);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

function withoutContacts(delivery: Delivery): Delivery {
  const { article } = delivery;
  if (article?.contacts === undefined) return delivery;
  const { record: _, ...rest } = delivery;
  return { ...rest, article: redactContacts(article, article.contacts) };
}

/** The record without these contacts, wherever their words stand in its texts; the spans go with them. */
export function redactContacts(article: Article, contacts: readonly ArticleContact[]): Article {
  const words = new Map<string, string>();
  for (const { kind, block, start, end } of contacts) {
    const found = article.blocks[block]?.text.slice(start, end) ?? "";
    if (found !== "") words.set(found, `[${kind}]`);
  }
  // Longest first: a number may be part of another.
  const longestFirst = [...words].sort(([a], [b]) => b.length - a.length);
  const redact = (text: string): string =>
    longestFirst.reduce((rest, [found, mark]) => rest.replaceAll(found, mark), text);
  const redactOr = (text: string | null): string | null => (text === null ? null : redact(text));
  const { contacts: _, ...rest } = article;
  return {
    ...rest,
    title: redact(article.title),
    kicker: redactOr(article.kicker),
    subtitle: redactOr(article.subtitle),
    blocks: article.blocks.map((block) => redactBlock(block, redact)),
    text: redact(article.text),
    images: article.images.map((image) => ({
      ...image,
      caption: redactOr(image.caption),
      credit: redactOr(image.credit),
    })),
  };
}

function redactBlock(block: Block, redact: (text: string) => string): Block {
  const text = redact(block.text);
  switch (block.type) {
    case "list":
      return { ...block, text, items: block.items.map(redact) };
    case "table":
      return { ...block, text, rows: block.rows.map((row) => row.map(redact)) };
    case "image":
      return {
        ...block,
        text,
        caption: block.caption === null ? null : redact(block.caption),
        credit: block.credit === null ? null : redact(block.credit),
      };
    case "paragraph":
    case "heading":
    case "quote":
    case "video":
    case "attachment":
      return { ...block, text };
    default:
      return block satisfies never;
  }
}
