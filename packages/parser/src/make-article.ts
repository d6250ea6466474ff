import type { Article, Block, Removal } from "@caibian/schema";
import { identityOf, trustedCanonical } from "@caibian/page/plain";
import { contentHashOf, idOf, type RevisionFields } from "@caibian/schema/plain";

import { imagesOf } from "./blocks/build-blocks.ts";
import { assess } from "./doubt/assess.ts";
import { findCredits } from "./fields/credits.ts";
import { readDateline } from "./fields/dateline.ts";
import type { InfoZone } from "./fields/info-zone.ts";
import { languageOf } from "./fields/language.ts";
import { findTimes, type FoundTimes } from "./fields/published-at.ts";
import { findRegion } from "./fields/region.ts";
import { readRights } from "./fields/rights.ts";
import { findSection } from "./fields/section.ts";
import { readSite } from "./fields/site.ts";
import { siteNameOf } from "./fields/site-name.ts";
import { findSource } from "./fields/source.ts";
import { findTitleParts, type TitleParts } from "./fields/title-parts.ts";
import { fingerprintOf } from "./fingerprint/fingerprint.ts";
import type { BodyRange } from "./locate/body.ts";
import type { FoundTitle } from "./locate/title.ts";
import type { Recalled } from "./memory/recall.ts";
import { findContacts } from "./privacy/find-contacts.ts";
import type { PageLines } from "./read/lines.ts";
import type { ParseOptions } from "./result.ts";
import { redactContacts } from "./strip/redact.ts";
import type { StrippedBody } from "./strip/strip-body.ts";
import { PARSER_VERSION } from "./version.ts";

/** How the text was decoded. */
export interface Decoding {
  readonly charset: string | null;
  readonly replacements: number;
  readonly text: string;
}

/** A page whose story is found and stripped: what the fields are read from. */
export interface EditedPage {
  readonly page: PageLines;
  readonly decoding: Decoding;
  readonly title: FoundTitle;
  readonly body: BodyRange | null;
  readonly zone: InfoZone;
  readonly stripped: StrippedBody;
  readonly blocks: readonly Block[];
  readonly text: string;
  /** Every removal, those outside the body too. */
  readonly removed: readonly Removal[];
  readonly canonical: string | null;
  readonly recalled: Recalled | null;
}

/** Reads the fields and makes the record. */
export function makeArticle(edited: EditedPage, options: ParseOptions): Article {
  const { page, title, body, blocks, text, removed, canonical } = edited;
  const siteName = siteNameOf(page, options.siteName);
  const times = findTimes(edited.zone, page, options.url ?? null, options.now);
  const fields = readFields(edited, times, siteName);
  const { quality, isDoubted } = doubt(edited, times, fields.source !== null);
  const paragraphs = blocks.flatMap((block) => (block.type === "paragraph" ? [block.text] : []));
  const dateline = readDateline(paragraphs, fields.publishedAt);
  const site = readSite(page, body, removed, canonical, siteName);
  const language = languageOf(`${title.text}\n${text}`, page.head.lang);
  const contacts = findContacts(blocks);
  const named = options.url === undefined ? null : (declaredUrl(page, options.url) ?? canonical);
  return {
    v: 1,
    id: idOf(named === null ? `${fields.title}\n${text}` : (identityOf(named) ?? named)),
    url: options.url ?? null,
    canonicalUrl: named,
    revision: 1,
    contentHash: contentHashOf(fields),
    status: isDoubted ? "quarantined" : "usable",
    ...fields,
    dateline,
    section: findSection(page, title.line?.index ?? body?.from ?? 0),
    region: findRegion({
      sourceName: fields.source?.name ?? null,
      title: title.text,
      dateline,
      lead: paragraphs[0] ?? "",
      text,
      language,
      declared: options.region ?? null,
      site,
    }),
    text,
    images: imagesOf(blocks),
    language,
    site,
    fingerprint: fingerprintOf(text),
    cluster: null,
    removed: removed.map(redacted),
    ...(contacts.length === 0 ? {} : { contacts }),
    quality,
    provenance: {
      sourceId: options.sourceId ?? null,
      fetchedAt: options.fetchedAt ?? null,
      charset: edited.decoding.charset,
      bodySha256: options.bodySha256 ?? null,
      warc: options.warc ?? null,
      parser: PARSER_VERSION,
    },
  };
}

/** What the page says of the story, nearly all of it part of a Revision. */
function readFields(edited: EditedPage, times: FoundTimes, siteName: string | null): RevisionFields & TitleParts {
  const { page, title, zone, stripped, blocks, text, removed } = edited;
  const taken = stripped.removed.map((removal) => removal.text).join("\n");
  const kept = stripped.kept.map(({ line }) => line.text);
  return {
    title: title.text,
    ...findTitleParts(page, title, `${taken}\n${text}`),
    source: findSource(zone, page, siteName, stripped.bylines),
    credits: findCredits(zone, page, stripped.bylines, kept),
    publishedAt: times.published?.iso ?? null,
    publishedPrecision: times.published?.precision ?? null,
    updatedAt: times.updated?.iso ?? null,
    blocks,
    rights: readRights(removed),
  };
}

function doubt(edited: EditedPage, times: FoundTimes, hasSource: boolean): ReturnType<typeof assess> {
  const { page, body, title, text, blocks, decoding, recalled } = edited;
  return assess({
    page,
    body,
    title: title.text,
    titleConfidence: title.confidence,
    text,
    blocks,
    timeConfidence: times.confidence,
    hasSource,
    replacements: decoding.replacements,
    markup: decoding.text,
    isLayoutChanged: recalled?.isChanged ?? false,
  });
}

/** Contacts in what was taken out are footer contacts: they have no news value. */
function redacted(removal: Removal): Removal {
  return { ...removal, text: redactContacts(removal.text) };
}

/** The address that the page gives itself, where it can be believed. */
function declaredUrl(page: PageLines, url: string): string | null {
  const declared = page.head.canonical ?? page.head.metas.get("og:url")?.[0];
  return declared === undefined ? null : trustedCanonical(url, declared);
}
