import { canonicalUrl, identityOf, trustedCanonical } from "@caibian/page";
import { contentHashOf, idOf, type Article, type Removal } from "@caibian/schema";

import { buildBlocks, imagesOf, textOf } from "./blocks/build-blocks.ts";
import { findContacts } from "./privacy/find-contacts.ts";
import { assess } from "./doubt/assess.ts";
import { pageKindOf } from "./doubt/page-kind.ts";
import { isWithdrawalNotice } from "./doubt/withdrawal-notice.ts";
import { findCredits } from "./fields/credits.ts";
import { readDateline } from "./fields/dateline.ts";
import { readInfoZone } from "./fields/info-zone.ts";
import { languageOf } from "./fields/language.ts";
import { findTimes } from "./fields/published-at.ts";
import { findRegion } from "./fields/region.ts";
import { readRights } from "./fields/rights.ts";
import { findSection } from "./fields/section.ts";
import { readSite } from "./fields/site.ts";
import { siteNameOf } from "./fields/site-name.ts";
import { findSource } from "./fields/source.ts";
import { findTitleParts } from "./fields/title-parts.ts";
import { fingerprintOf } from "./fingerprint/fingerprint.ts";
import { profiledBody, profiledTitle } from "./locate/profile.ts";
import { belowHeadline } from "./locate/body.ts";
import { scorePage } from "./locate/score-page.ts";
import { findTitle } from "./locate/title.ts";
import { findKnownBody } from "./memory/known-body.ts";
import { recallInfo, recallTitle } from "./memory/known-places.ts";
import { recall } from "./memory/recall.ts";
import { traceOf } from "./memory/trace.ts";
import { trimmedLines } from "./memory/trimmed-lines.ts";
import type { PageLines } from "./read/lines.ts";
import type { ParseOptions, ParseResult } from "./result.ts";
import { revise, type LineModel } from "./model/revise.ts";
import { SHIPPED_MODEL } from "./model/shipped.ts";
import { withMediaBeside } from "./strip/beside-body.ts";
import { footerRemovals } from "./strip/footer.ts";
import { redactContacts } from "./strip/redact.ts";
import { stripBody, type StrippedBody } from "./strip/strip-body.ts";
import { explain } from "./explain.ts";
import { PARSER_VERSION } from "./version.ts";

const NOTHING: StrippedBody = { kept: [], removed: [], bylines: [] };

/** How the text was decoded. */
interface Decoding {
  readonly charset: string | null;
  readonly replacements: number;
  readonly text: string;
}

/** A walked page to its record: locate, strip, read the fields, build the blocks, doubt. */
export function edit(
  page: PageLines,
  decoding: Decoding,
  options: ParseOptions,
  model: LineModel | null = SHIPPED_MODEL,
): ParseResult {
  const url = options.url ?? null;
  const canonical = url === null ? null : canonicalUrl(url);
  const named = url === null ? null : (declaredUrl(page, url) ?? canonical);
  const anchor = findTitle(page, null).line?.index ?? null;
  const recalled = options.memory === undefined ? null : recall(options.memory, page);
  const isRepeated = recalled?.isRepeated ?? never;
  const { scores, outside } = scorePage(page, anchor, isRepeated);
  const found = profiledBody(page, scores, options.profile?.body) ?? findKnownBody(recalled, page, scores);
  const title = profiledTitle(page, options.profile?.title) ?? recallTitle(recalled, page, findTitle(page, found));
  const body = found === null ? null : belowHeadline(found, title.line, scores);
  if (body === null && title.text === "") return refuse(whatElse(page, decoding.text));

  const zone = recallInfo(recalled, page, readInfoZone(page, title, body, options.now), title, options.now);
  const ruled = body === null ? NOTHING : stripBody(page, body, title, scores, outside, isRepeated);
  const isPlaced = recalled !== null && recalled.layout !== null;
  const isTold = options.profile?.body !== undefined || model === null;
  const revised =
    body === null || isTold
      ? ruled
      : revise({ page, scores, outside, anchor, title, body, isRepeated, isPlaced }, ruled, model);
  const stripped = body === null ? revised : withMediaBeside(revised, page, body, title.line, outside);
  const blocks = buildBlocks(stripped.kept, canonical);
  const text = textOf(blocks);
  const contacts = findContacts(blocks);
  if (isWithdrawalNotice(title.text, text)) {
    return { ok: false, error: { code: "E_WITHDRAWN", message: "the page says that its story was taken back" } };
  }
  const siteName = siteNameOf(page, options.siteName);
  const source = findSource(zone, page, siteName, stripped.bylines);
  const times = findTimes(zone, page, url, options.now);
  const trimmed = body === null ? [] : trimmedLines(recalled, page, body);
  const taken = [...stripped.removed, ...trimmed, ...footerRemovals(page, body?.to ?? 0)];
  const lead = blocks.find((block) => block.type === "paragraph")?.text ?? "";
  const { quality, isDoubted } = assess({
    page,
    body,
    title: title.text,
    titleConfidence: title.confidence,
    text,
    blocks,
    timeConfidence: times.confidence,
    hasSource: source !== null,
    replacements: decoding.replacements,
    markup: decoding.text,
    isLayoutChanged: recalled?.isChanged ?? false,
  });
  const fields = {
    title: title.text,
    ...findTitleParts(page, title, `${stripped.removed.map((removal) => removal.text).join("\n")}\n${text}`),
    source,
    credits: findCredits(
      zone,
      page,
      stripped.bylines,
      stripped.kept.map(({ line }) => line.text),
    ),
    publishedAt: times.published?.iso ?? null,
    publishedPrecision: times.published?.precision ?? null,
    updatedAt: times.updated?.iso ?? null,
    blocks,
    rights: readRights(taken),
  };
  const dateline = readDateline(
    blocks.flatMap((block) => (block.type === "paragraph" ? [block.text] : [])),
    fields.publishedAt,
  );
  const site = readSite(page, body, taken, canonical, siteName);
  const language = languageOf(`${title.text}\n${text}`, page.head.lang);
  const article: Article = {
    v: 1,
    id: idOf(named === null ? `${fields.title}\n${text}` : (identityOf(named) ?? named)),
    url,
    canonicalUrl: named,
    revision: 1,
    contentHash: contentHashOf(fields),
    status: isDoubted ? "quarantined" : "usable",
    ...fields,
    dateline,
    section: findSection(page, title.line?.index ?? body?.from ?? 0),
    region: findRegion({
      sourceName: source?.name ?? null,
      title: title.text,
      dateline,
      lead,
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
    removed: taken.map(redacted),
    ...(contacts.length === 0 ? {} : { contacts }),
    quality,
    provenance: {
      sourceId: options.sourceId ?? null,
      fetchedAt: options.fetchedAt ?? null,
      charset: decoding.charset,
      bodySha256: options.bodySha256 ?? null,
      warc: options.warc ?? null,
      parser: PARSER_VERSION,
    },
  };
  return {
    ok: true,
    article,
    ...(options.explain === true
      ? { lines: explain({ page, scores, title, zone, body, stripped, removed: taken }) }
      : {}),
    ...(options.trace === true && body !== null && !isDoubted
      ? { trace: traceOf(page, title, body, zone, scores) }
      : {}),
  };
}

function never(): boolean {
  return false;
}

function refuse(message: string): ParseResult {
  return { ok: false, error: { code: "E_NOT_ARTICLE", message } };
}

/** Why a page without headline and text is no story. */
function whatElse(page: PageLines, markup: string): string {
  const { scriptLength, head } = page;
  const kind = pageKindOf({ title: "", text: "", markup, scriptLength, hasMedia: false, refresh: head.refresh });
  if (kind === null) return "the page has neither a headline nor text";
  return `the page is no story: ${kind.kind}${kind.guard === null ? "" : ` (${kind.guard})`}`;
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
