import { escapeHtml, type HostFacts } from "../archetypes/archetype.ts";
import type { ListItem } from "./list-kind.ts";

/** RSS 2.0 of a host's stories. */
export function renderFeed(host: HostFacts, origin: string, items: readonly ListItem[]): string {
  const rows = items.map(
    (item) =>
      `<item><title>${escapeHtml(item.title)}</title><link>${origin}${escapeHtml(item.href)}</link><guid>${origin}${escapeHtml(item.href)}</guid><pubDate>${new Date(`${item.date}T00:00:00+08:00`).toUTCString()}</pubDate></item>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>${host.title}</title><link>${origin}/</link><description>${host.title}要闻</description>
${rows.join("\n")}
</channel></rss>`;
}

/** A sitemap of a host's stories. */
export function renderSitemap(origin: string, items: readonly ListItem[]): string {
  const rows = items.map(
    (item) => `<url><loc>${origin}${escapeHtml(item.href)}</loc><lastmod>${item.date}</lastmod></url>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${rows.join("\n")}
</urlset>`;
}
