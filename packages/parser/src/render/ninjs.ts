import type { Article } from "@caibian/schema";

import { renderHtml } from "./html.ts";

/** A by-line names who wrote and photographed, and not who edited. */
const MAKERS: ReadonlySet<string> = new Set(["author", "reporter", "correspondent", "photographer", "translator"]);

/** IPTC ninjs 3.1: the fields that it has. */
export function toNinjs(article: Article): Record<string, unknown> {
  const makers = article.credits.filter(({ role }) => MAKERS.has(role));
  return {
    uri: article.canonicalUrl ?? `urn:caibian:${article.id}`,
    standard: { name: "ninjs", version: "3.1", schema: "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json" },
    type: "text",
    language: article.language,
    version: String(article.revision),
    pubStatus: article.status === "withdrawn" ? "canceled" : article.status === "usable" ? "usable" : "withheld",
    ...(article.publishedAt === null ? {} : { contentCreated: article.publishedAt, firstCreated: article.publishedAt }),
    ...(article.updatedAt === null ? {} : { versionCreated: article.updatedAt }),
    headlines: [
      { role: "main", value: article.title },
      ...(article.subtitle === null ? [] : [{ role: "subtitle", value: article.subtitle }]),
    ],
    bodies: [
      { role: "main", contentType: "text/plain", charCount: article.text.length, value: article.text },
      { role: "main", contentType: "text/html", value: renderHtml(article) },
    ],
    ...(makers.length === 0 ? {} : { by: makers.map(({ name }) => name).join("、") }),
    ...(article.source?.name == null ? {} : { infoSources: [{ name: article.source.name }] }),
    ...(article.region === null ? {} : { places: [{ name: article.region.name, literal: article.region.code }] }),
    ...(article.rights.statement === null ? {} : { usageTerms: article.rights.statement }),
  };
}
