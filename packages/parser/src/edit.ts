import { canonicalUrl } from "@caibian/page";
import { contentHashOf, idOf, type Article, type Removal } from "@caibian/schema";

import { buildBlocks, imagesOf, textOf } from "./blocks/build-blocks.ts";
import { assess } from "./doubt/assess.ts";
import { isWithdrawalNotice } from "./doubt/withdrawal-notice.ts";
import { findCredits } from "./fields/credits.ts";
import { readDateline } from "./fields/dateline.ts";
import { readInfoZone } from "./fields/info-zone.ts";
import { languageOf } from "./fields/language.ts";
import { findTimes } from "./fields/published-at.ts";
import { findRegion } from "./fields/region.ts";
import { readRights } from "./fields/rights.ts";
import { findSection } from "./fields/section.ts";
import { footerRemovals, readSite } from "./fields/site.ts";
import { siteNameOf } from "./fields/site-name.ts";
import { findSource } from "./fields/source.ts";
import { findTitleParts } from "./fields/title-parts.ts";
import { fingerprintOf } from "./fingerprint/fingerprint.ts";
import { findBody } from "./locate/body.ts";
import { profiledBody, profiledTitle } from "./locate/profile.ts";
import { outsideBoxes, scoreLines } from "./locate/score.ts";
import { findTitle } from "./locate/title.ts";
import type { PageLines } from "./read/lines.ts";
import type { ParseOptions, ParseResult } from "./result.ts";
import { matchRule } from "./strip/match-rule.ts";
import type { RuleZone } from "./strip/rule.ts";
import { redactContacts } from "./strip/redact.ts";
import { stripBody, type StrippedBody } from "./strip/strip-body.ts";
import { explain } from "./explain.ts";
import { PARSER_VERSION } from "./version.ts";

const ANY_ZONE: ReadonlySet<RuleZone> = new Set(["anywhere"]);
const NOTHING: StrippedBody = { kept: [], removed: [], bylines: [] };

/** How the text was decoded. */
interface Decoding {
  readonly charset: string | null;
  readonly replacements: number;
}

/** A walked page to its record: locate, strip, read the fields, build the blocks, doubt. */
export function edit(page: PageLines, decoding: Decoding, options: ParseOptions): ParseResult {
  const url = options.url ?? null;
  const canonical = url === null ? null : canonicalUrl(url);
  const outside = outsideBoxes(page);
  const anchor = findTitle(page, null).line?.index ?? null;
  const scores = scoreLines(page, outside, anchor, (line) => matchRule(line.text, ANY_ZONE) !== null);
  const body = profiledBody(page, scores, options.profile?.body) ?? findBody(page, scores);
  const title = profiledTitle(page, options.profile?.title) ?? findTitle(page, body);
  if (body === null && title.text === "") return refuse("the page has neither a headline nor text");

  const zone = readInfoZone(page, title, body, options.now);
  const stripped = body === null ? NOTHING : stripBody(page, body, title, scores, outside);
  const blocks = buildBlocks(stripped.kept, canonical);
  const text = textOf(blocks);
  if (isWithdrawalNotice(title.text, text)) {
    return { ok: false, error: { code: "E_WITHDRAWN", message: "the page says that its story was taken back" } };
  }
  const siteName = siteNameOf(page, options.siteName);
  const source = findSource(zone, page, siteName, stripped.bylines);
  const times = findTimes(zone, page, url, options.now);
  const removed = [...stripped.removed, ...footerRemovals(page, body?.to ?? page.lines.length)].map(redacted);
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
    rights: readRights(stripped.removed),
  };
  const article: Article = {
    v: 1,
    id: idOf(canonical ?? `${fields.title}\n${text}`),
    url,
    canonicalUrl: canonical,
    revision: 1,
    contentHash: contentHashOf(fields),
    status: isDoubted ? "quarantined" : "usable",
    ...fields,
    dateline: readDateline(
      blocks.flatMap((block) => (block.type === "paragraph" ? [block.text] : [])),
      fields.publishedAt,
    ),
    section: findSection(page, title.line?.index ?? body?.from ?? 0),
    region: findRegion({ sourceName: source?.name ?? null, title: title.text, lead, declared: options.region ?? null }),
    text,
    images: imagesOf(blocks),
    language: languageOf(`${title.text}\n${text}`, page.head.lang),
    site: readSite(page, canonical, siteName),
    fingerprint: fingerprintOf(text),
    cluster: null,
    removed,
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
  if (options.explain !== true) return { ok: true, article };
  return { ok: true, article, lines: explain(page, scores, stripped, body) };
}

function refuse(message: string): ParseResult {
  return { ok: false, error: { code: "E_NOT_ARTICLE", message } };
}

/** Contacts in what was taken out are footer contacts: they have no news value. */
function redacted(removal: Removal): Removal {
  return { ...removal, text: redactContacts(removal.text) };
}
