import type { Article, CreditRole } from "../article.ts";
import type { Withdrawn } from "./withdrawn.ts";

const WRITERS: ReadonlySet<CreditRole> = new Set(["author", "reporter", "correspondent"]);

/** schema.org NewsArticle as JSON-LD. */
export function toSchemaOrg(article: Article): Record<string, unknown> {
  const people = article.credits.filter((credit) => WRITERS.has(credit.role));
  return {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    ...urlsOf(article.canonicalUrl ?? article.url),
    identifier: [identifierOf("id", article.id), identifierOf("contentHash", article.contentHash)],
    version: article.revision,
    creativeWorkStatus: article.status,
    headline: article.title,
    ...(article.subtitle === null ? {} : { alternativeHeadline: article.subtitle }),
    articleBody: article.text,
    inLanguage: article.language,
    ...(article.publishedAt === null ? {} : { datePublished: article.publishedAt }),
    ...(article.updatedAt === null ? {} : { dateModified: article.updatedAt }),
    ...(people.length === 0 ? {} : { author: people.map(({ name }) => ({ "@type": "Person", name })) }),
    ...(article.source?.name == null ? {} : { publisher: { "@type": "Organization", name: article.source.name } }),
    ...(article.images.length === 0 ? {} : { image: article.images.map((image) => image.url) }),
    ...(article.section.length === 0 ? {} : { articleSection: article.section }),
    ...(article.region === null ? {} : { contentLocation: { "@type": "Place", name: article.region.path.join("") } }),
    ...(article.rights.statement === null ? {} : { usageInfo: article.rights.statement }),
  };
}

/** What is left of a withdrawn article, as a NewsArticle. */
export function withdrawnSchemaOrg({ id, url, revision, at }: Withdrawn): Record<string, unknown> {
  return {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    ...urlsOf(url),
    identifier: [identifierOf("id", id)],
    version: revision,
    creativeWorkStatus: "withdrawn",
    dateModified: at,
  };
}

function urlsOf(url: string | null): Record<string, unknown> {
  return url === null ? {} : { url, mainEntityOfPage: url };
}

function identifierOf(propertyID: string, value: string): Record<string, unknown> {
  return { "@type": "PropertyValue", propertyID, value };
}
