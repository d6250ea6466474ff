import { hash } from "node:crypto";

import type { Archive, ReadPage } from "@caibian/scraper";
import type { Article, Page, WarcPosition } from "@caibian/schema";

import { PipelineError } from "../errors.ts";

/** The raw pages that an Article's current Revision was made from. Throws when the archive does not have them. */
export async function rawStoryOf(article: Article, archive: Pick<Archive, "read">): Promise<Page> {
  const { provenance } = article;
  const at = positionOf(provenance.warc);
  if (at === null) throw notKept(article, "its raw page was not kept");
  const first = withHash(await archive.read(at));
  if (provenance.bodySha256 !== null && provenance.bodySha256 !== first.sha256)
    throw notKept(article, "the archive has another page there than the record was made from");
  const places = (provenance.parts ?? []).map(positionOf);
  const parts = [];
  for (const place of places) {
    if (place === null) throw notKept(article, "the raw page of a part was not kept");
    parts.push({ ...withHash(await archive.read(place)), warc: place });
  }
  return {
    v: 1,
    ...first,
    sourceId: provenance.sourceId ?? "",
    leadId: "",
    warc: at,
    ...(parts.length === 0 ? {} : { parts }),
    ...(article.quality.flags.includes("incomplete") ? { missingParts: "they could not be had" } : {}),
  };
}

/** `file@offset` of a record's provenance. */
function positionOf(place: string | null): WarcPosition | null {
  const [, file, offset] = /^(.+)@(\d{1,15})$/.exec(place ?? "") ?? [];
  return file === undefined ? null : { file, offset: Number(offset) };
}

function withHash(page: ReadPage): ReadPage & { readonly sha256: string } {
  return { ...page, sha256: hash("sha256", page.bytes) };
}

function notKept(article: Article, why: string): PipelineError {
  return new PipelineError({ code: "E_RAW_PAGE", what: "The article cannot be read again", where: article.id, why });
}
