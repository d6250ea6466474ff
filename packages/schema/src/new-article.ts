import type { Article, ArticleStatus, Credit } from "./article.ts";
import { BadArticleError, checkArticle } from "./check-article.ts";
import { contentHashOf, idOf } from "./ids.ts";

/** What a record is made of that no page was read for. What is left out is not known. */
export interface ArticleFacts {
  readonly url: string;
  readonly title: string;
  /** The body, a text each. */
  readonly paragraphs: readonly string[];
  /** Default: from the URL as it is. For the id of a gathered article, `idOf(identityOf(url))` of `@caibian/page`. */
  readonly id?: string;
  /** ISO 8601 with an offset, e.g. `2026-05-01T09:30:00+08:00`. */
  readonly publishedAt?: string;
  /** 来源. */
  readonly sourceName?: string;
  readonly credits?: readonly Credit[];
  readonly section?: readonly string[];
  /** BCP 47. Default `zh-Hans`. */
  readonly language?: string;
  readonly status?: Exclude<ArticleStatus, "withdrawn">;
  /** Id of the Source that it comes from. */
  readonly sourceId: string;
}

/**
 * A whole Article of a few facts, for records that come from elsewhere than a page. Its content hash is right. Throws a
 * BadArticleError that names the record and the field when a fact is not of its form.
 */
export function newArticle(facts: ArticleFacts): Article {
  const { url, title, paragraphs, sourceName, publishedAt = null, status = "usable" } = facts;
  if (!URL.canParse(url)) throw new BadArticleError(url, "url", "expected a whole URL");
  const article: Article = {
    v: 1,
    id: facts.id ?? idOf(url),
    url,
    canonicalUrl: url,
    revision: 1,
    contentHash: "",
    status,
    title,
    kicker: null,
    subtitle: null,
    originalTitle: null,
    source: sourceName === undefined ? null : { name: sourceName, raw: sourceName, url: null },
    credits: facts.credits ?? [],
    publishedAt,
    publishedPrecision: publishedAt === null ? null : "second",
    updatedAt: null,
    dateline: null,
    section: facts.section ?? [],
    region: null,
    blocks: paragraphs.map((text) => ({ type: "paragraph", text })),
    text: paragraphs.join("\n"),
    images: [],
    language: facts.language ?? "zh-Hans",
    site: { host: new URL(url).host, name: null, icp: null, police: null, siteCode: null },
    rights: { statement: null, reprintForbidden: false },
    fingerprint: null,
    cluster: null,
    removed: [],
    quality: { score: 1, fields: {}, flags: [] },
    provenance: {
      sourceId: facts.sourceId,
      fetchedAt: null,
      charset: null,
      bodySha256: null,
      warc: null,
      parser: "none",
    },
  };
  return checkArticle({ ...article, contentHash: contentHashOf(article) });
}
