import {
  contentHashOf,
  idOf,
  toBeijing,
  type Article,
  type Lead,
  type PageFacts,
  type Source,
  type VisitRef,
} from "@caibian/schema";

import type { PageOutcome, PageResult } from "../commit/outcome.ts";
import type { Ledger } from "../ledger.ts";
import type { Order } from "../withdraw/orders.ts";

const HOUR = 3_600_000;

const LIST = "http://news.example/list.html";

/** A Source to follow in tests. */
export const SOURCE: Source = {
  v: 1,
  id: "xincheng",
  name: "新城发布",
  region: null,
  start: [LIST],
  schedule: null,
  timeZone: "Asia/Shanghai",
  limits: { delayMs: 0, concurrency: 1, maxPages: 500 },
  recheck: { afterMs: [HOUR, 24 * HOUR], goneAfterMs: 24 * HOUR },
  profile: null,
};

/** A person's order to withdraw. */
export const BY_HAND: Order & { readonly erase: boolean } = { actor: "test", reason: null, selector: {}, erase: false };

/** An Article with invented text; its id comes from its URL, its hash from its content. */
export function sampleArticle(url: string, over: Partial<Article> = {}): Article {
  const text = over.text ?? "新城区图书馆今日向市民开放。馆内藏书三十万册。";
  const article: Article = {
    v: 1,
    id: idOf(url),
    url,
    canonicalUrl: url,
    revision: 1,
    contentHash: "",
    status: "usable",
    title: "新城图书馆开馆",
    kicker: null,
    subtitle: null,
    originalTitle: null,
    source: { name: "新城发布", raw: "来源:新城发布", url: null },
    credits: [],
    publishedAt: "2026-03-02T09:30:00+08:00",
    publishedPrecision: "minute",
    updatedAt: null,
    dateline: null,
    section: ["首页", "要闻"],
    region: null,
    blocks: [{ type: "paragraph", text }],
    text,
    images: [],
    language: "zh-Hans",
    site: { host: "news.example", name: "新城发布", icp: null, police: null, siteCode: null },
    rights: { statement: null, reprintForbidden: false },
    fingerprint: null,
    cluster: null,
    removed: [],
    quality: { score: 0.9, fields: { title: 1 }, flags: [] },
    provenance: {
      sourceId: SOURCE.id,
      fetchedAt: null,
      charset: "utf-8",
      bodySha256: null,
      warc: null,
      parser: "0.1.0",
    },
    ...over,
  };
  return { ...article, contentHash: contentHashOf(article) };
}

/** An article lead as a list gives it. */
export function sampleLead(url: string): Lead {
  return { v: 1, url, kind: "article", foundOn: LIST, anchorText: "新城图书馆开馆", listDate: null };
}

/** What came of a lead's page, looked at `atMs`. */
export function outcomeOf(leadId: string, url: string, result: PageResult, atMs: number = Date.now()): PageOutcome {
  const page: PageFacts = {
    v: 1,
    url,
    finalUrl: url,
    status: result.kind === "gone" && result.status !== "notice" ? result.status : 200,
    fetchedAt: toBeijing(atMs),
    sha256: "0".repeat(64),
    sourceId: SOURCE.id,
    leadId,
    warc: { file: "a.warc.gz", offset: 0 },
    bodyBytes: 1000,
    charset: "utf-8",
    validators: { etag: `"${atMs}"`, lastModified: null, bodySha256: "0".repeat(64) },
  };
  return { leadId, page, result };
}

/** URLs `http://news.example/<name>/0.html` and so on. */
export function urlsOf(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `http://news.example/${name}/${i}.html`);
}

let freshSerial = 0;

/** URLs that no other test of the file has used. */
export function freshUrls(count: number): readonly string[] {
  return urlsOf(`t${++freshSerial}`, count);
}

/** Puts leads for the URLs into the frontier and answers their ids, in order. */
export async function addLeads(ledger: Ledger, visit: VisitRef, urls: readonly string[]): Promise<readonly string[]> {
  await ledger.frontier.recordList(visit, {
    url: LIST,
    fetchedAt: toBeijing(Date.now()),
    validators: { etag: null, lastModified: null, bodySha256: null },
    leads: urls.map(sampleLead),
  });
  const waiting = await ledger.frontier.waiting({ ...visit, recheckAll: true }, 100_000);
  const ids = new Map(waiting.map((lead) => [lead.lead.url, lead.leadId]));
  return urls.map((url) => ids.get(url) ?? "");
}

/** Publishes an article for every URL in a Visit of its own; answers the lead ids. */
export async function publishAll(ledger: Ledger, urls: readonly string[], atMs?: number): Promise<readonly string[]> {
  const visit = await ledger.beginVisit(SOURCE.id, { recheckAll: false, reason: "hand" });
  const ids = await addLeads(ledger, visit, urls);
  await ledger.commit(
    visit,
    urls.map((url, i) => outcomeOf(ids[i] ?? "", url, { kind: "article", article: sampleArticle(url) }, atMs)),
  );
  await ledger.endVisit(visit, { outcome: "done" });
  return ids;
}

/** The sample source for one test alone: what older tests left waiting is put away. */
export async function clearSource(ledger: Ledger): Promise<void> {
  await ledger.syncSources([SOURCE]);
  await ledger.dropHeld(SOURCE.id);
}
