import { messageOf, type Article, type Delivery } from "@caibian/schema";

import { recordText } from "../record-text.ts";
import { feedItemOf, type FeedItem, type FeedPage } from "./feed-item.ts";
import type { FeedChange } from "./feed-state.ts";
import { RENDER } from "./render-feed.ts";

/** What a Delivery does to the feeds, or why no feed can show it. */
export type FeedChangeOf =
  | { readonly ok: true; readonly change: FeedChange }
  | { readonly ok: false; readonly reason: string };

const BARE: Omit<FeedPage, "items"> = { title: "", id: "", home: null, self: null, hasFullText: true };

/** A record that cannot be shown is refused here, alone: once it is in the state, every file would fail with it. */
export function changeOf(delivery: Delivery): FeedChangeOf {
  const record = recordText(delivery);
  if (!record.ok) return record;
  const { articleId: id, revision, at } = delivery;
  const article = delivery.op === "withdraw" ? null : delivery.article;
  const atMs = Date.parse(at);
  if (article === null) {
    const nowhere = { region: null, source: null, hash: null, item: null };
    return { ok: true, change: { id, revision, status: "withdrawn", rank: atMs, ...nowhere } };
  }
  try {
    return { ok: true, change: { id, revision, ...shownOf(article, at) } };
  } catch (error) {
    return { ok: false, reason: `no feed can show it: ${messageOf(error)}` };
  }
}

function shownOf(article: Article, at: string): Omit<FeedChange, "id" | "revision"> {
  const { status, contentHash: hash, title, publishedAt } = article;
  const region = article.region?.code ?? null;
  const source = article.provenance.sourceId;
  for (const [name, value] of Object.entries({ status, title, contentHash: hash, region: region ?? "", source })) {
    if (typeof value !== "string") throw new TypeError(`Expected a text as ${name}, got ${typeof value}`);
  }
  const atMs = Date.parse(at);
  const publishedMs = publishedAt === null ? atMs : Date.parse(publishedAt);
  if (Number.isNaN(publishedMs)) throw new TypeError(`Expected a time as publishedAt, got "${String(publishedAt)}"`);
  const item = feedItemOf(article, at);
  tryOut(item);
  // A date in the future would stay on top.
  return { status, hash, rank: Math.min(publishedMs, atMs), region, source, item };
}

function tryOut(item: FeedItem): void {
  for (const render of Object.values(RENDER)) render({ ...BARE, items: [item] });
}
