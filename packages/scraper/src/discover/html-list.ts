import { loadDom } from "@caibian/page";

import { classify, type DiscoverOptions } from "./classify.ts";
import { readDatastore } from "./embedded.ts";
import { addItems } from "./json-list.ts";
import type { LeadList } from "./lead-list.ts";
import { findNextPage } from "./next/next-page.ts";
import { readScriptList } from "./script-list.ts";
import { walkPage, type PageScript, type WalkedPage } from "./walk-page.ts";

/** Adds the Leads of an HTML page, of a fragment, or of hanweb's XML. */
export function addHtml(html: string, leads: LeadList, options: DiscoverOptions): void {
  const answer = readDatastore(/^\s*(?:<\?xml|<datastore|&lt;)/i.test(html) ? html : "");
  const tree = loadDom(answer === null ? html : answer.items + answer.next);
  if (!tree.ok) return;
  const page = withStoredLists(walkPage(tree.root));
  leads.base = page.baseHref;
  classify(page.anchors, leads, options);
  if (!leads.hasArticles) addItems(readScriptList(page.scripts), leads, options.now);
  const next = findNextPage({
    url: leads.url,
    html,
    page,
    hasArticles: leads.hasArticles,
    resolve: (href) => leads.resolve(href),
  });
  if (next !== null) leads.add("next", next);
}

/** The page with the lists that it keeps in scripts (hanweb). */
function withStoredLists(page: WalkedPage): WalkedPage {
  const anchors = [...page.anchors];
  const scripts: PageScript[] = [...page.scripts];
  for (const { type, text } of page.scripts) {
    const stored = type === "" || /xml|html/i.test(type) ? readDatastore(text) : null;
    const inner = stored === null ? null : loadDom(stored.items + stored.next);
    if (stored !== null) scripts.push({ type: "next", text: stored.next });
    if (inner?.ok === true) anchors.push(...walkPage(inner.root).anchors);
  }
  return anchors.length === page.anchors.length ? page : { ...page, anchors, scripts };
}
