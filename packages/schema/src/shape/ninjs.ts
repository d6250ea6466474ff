import type { Article, ArticleImage, ArticleStatus, CreditRole } from "../article.ts";
import { isWebUrl, renderHtml } from "./html.ts";
import { namesOf } from "./people.ts";
import type { Withdrawn } from "./withdrawn.ts";

/** A by-line names who wrote and photographed, and not who edited. */
const MAKERS: readonly CreditRole[] = ["author", "reporter", "correspondent", "photographer", "translator"];

const STANDARD = { name: "ninjs", version: "3.1", schema: "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json" };

/** IPTC ninjs 3.1: the fields that it has, and no others, since its schema takes no others. */
export function toNinjs(article: Article): Record<string, unknown> {
  const makers = namesOf(article, MAKERS);
  const { dateline, region, rights, source } = article;
  return {
    uri: article.canonicalUrl ?? uriOf(article.id),
    standard: STANDARD,
    altIds: [...altIdOf(article.id), { role: "contentHash", value: article.contentHash }],
    type: "text",
    language: article.language,
    version: String(article.revision),
    pubStatus: pubStatusOf(article.status),
    ...(article.publishedAt === null ? {} : { contentCreated: article.publishedAt, firstCreated: article.publishedAt }),
    ...(article.updatedAt === null ? {} : { versionCreated: article.updatedAt }),
    headlines: [
      { role: "main", value: article.title },
      ...headlineOf("kicker", article.kicker),
      ...headlineOf("subtitle", article.subtitle),
      ...headlineOf("original", article.originalTitle),
    ],
    bodies: [
      { role: "main", contentType: "text/plain", charCount: article.text.length, value: article.text },
      { role: "main", contentType: "text/html", value: renderHtml(article) },
    ],
    ...(makers === null ? {} : { by: makers }),
    ...(dateline?.place == null ? {} : { located: dateline.place }),
    ...(source?.name == null ? {} : { infoSources: [{ name: source.name }] }),
    ...(region === null ? {} : { places: [{ name: region.name, literal: region.code }] }),
    ...(rights.statement === null ? {} : { usageTerms: rights.statement }),
    ...associationsOf(article.images),
  };
}

/** What is left of a withdrawn article, in ninjs: `canceled`. */
export function withdrawnNinjs(withdrawn: Withdrawn): Record<string, unknown> {
  return {
    uri: withdrawn.url ?? uriOf(withdrawn.id),
    standard: STANDARD,
    altIds: altIdOf(withdrawn.id),
    type: "text",
    version: String(withdrawn.revision),
    versionCreated: withdrawn.at,
    pubStatus: "canceled",
  };
}

function uriOf(id: string): string {
  return `urn:caibian:${id}`;
}

function altIdOf(id: string): readonly { readonly role: string; readonly value: string }[] {
  return [{ role: "id", value: id }];
}

function pubStatusOf(status: ArticleStatus): string {
  switch (status) {
    case "usable":
      return "usable";
    case "quarantined":
      return "withheld";
    case "withdrawn":
      return "canceled";
    default:
      return status satisfies never;
  }
}

function headlineOf(role: string, value: string | null): readonly { readonly role: string; readonly value: string }[] {
  return value === null ? [] : [{ role, value }];
}

/** Pictures are objects of their own, which need an address. */
function associationsOf(images: readonly ArticleImage[]): Record<string, unknown> {
  const pictures = images
    .filter(({ url }) => isWebUrl(url))
    .map(({ url, caption, credit }, i) => ({
      name: `picture-${String(i + 1)}`,
      uri: url,
      type: "picture",
      ...(caption === null ? {} : { descriptions: [{ role: "caption", value: caption }] }),
      ...(credit === null ? {} : { by: credit }),
    }));
  return pictures.length === 0 ? {} : { associations: pictures };
}
