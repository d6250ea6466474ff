import type { Article } from "@caibian/schema";

const WRITERS: ReadonlySet<string> = new Set(["author", "reporter", "correspondent"]);

/** schema.org NewsArticle as JSON-LD. */
export function toSchemaOrg(article: Article): Record<string, unknown> {
  const people = article.credits.filter((credit) => WRITERS.has(credit.role));
  return {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    ...(article.canonicalUrl === null ? {} : { url: article.canonicalUrl, mainEntityOfPage: article.canonicalUrl }),
    headline: article.title,
    articleBody: article.text,
    inLanguage: article.language,
    ...(article.publishedAt === null ? {} : { datePublished: article.publishedAt }),
    ...(article.updatedAt === null ? {} : { dateModified: article.updatedAt }),
    ...(people.length === 0 ? {} : { author: people.map(({ name }) => ({ "@type": "Person", name })) }),
    ...(article.source?.name == null ? {} : { publisher: { "@type": "Organization", name: article.source.name } }),
    ...(article.images.length === 0 ? {} : { image: article.images.map((image) => image.url) }),
    ...(article.section.length === 0 ? {} : { articleSection: article.section }),
    ...(article.region === null ? {} : { contentLocation: { "@type": "Place", name: article.region.path.join("") } }),
  };
}
