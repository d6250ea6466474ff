import { canonicalUrl, decode, discover } from "@caibian/scraper";
import { readListSites, startListSite } from "@caibian/testkit";
import { expect, test } from "vitest";

test.each(readListSites().map((site) => [site.kind, site] as const))(
  "%s: from the start through its next pages every article is reached, over HTTP and in its charset",
  async (_, folder) => {
    const site = await startListSite(folder);
    const found = new Map<string, string>();
    const seen = new Set<string>();
    const queue = [site.start];
    for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
      if (seen.has(url)) continue;
      seen.add(url);
      const response = await fetch(url);
      const { text, charset } = decode(new Uint8Array(await response.arrayBuffer()), { url });
      for (const lead of discover(text, url, { charset })) {
        // A sitemap index leads to sitemaps; other lists are other sections.
        if (lead.kind === "next" || (lead.kind === "list" && lead.url.endsWith(".xml"))) queue.push(lead.url);
        const isOwn = lead.kind === "article" && lead.aside !== true && lead.url.startsWith(site.origin);
        if (isOwn) found.set(canonicalUrl(lead.url) ?? lead.url, lead.anchorText);
      }
    }

    const expected = new Map(site.articles.map(({ href, title }) => [canonicalUrl(href) ?? href, title]));
    await site.close();
    expect(found).toEqual(expected);
  },
);
