import { createClient } from "@caibian/http";
import { parse } from "@caibian/parser";
import { decode, discover } from "@caibian/scraper";
import { CaibianError, EXIT, USER_AGENT, type Article, type Lead } from "@caibian/schema";

import { printJson, printLines } from "../output/print.ts";
import { table } from "../output/table.ts";

/** Article links on a page from which on it is shown as a list. */
const LIST_LINKS = 5;

/** `caibian preview URL`: what caibian makes of one page, without keeping anything. */
export async function previewCommand(
  url: string,
  options: { readonly allow: readonly string[]; readonly json?: boolean },
): Promise<number> {
  const client = createClient({ allow: options.allow, userAgent: USER_AGENT });
  try {
    const fetched = await client.get(url);
    if (fetched.status !== 200) {
      throw new CaibianError({
        code: "E_STATUS",
        what: `The server answered ${fetched.status}`,
        where: url,
        next: "Open the URL in a browser to see what it gives.",
      });
    }
    const contentType = fetched.headers["content-type"];
    const { text } = decode(fetched.bytes, {
      url: fetched.finalUrl,
      ...(contentType === undefined ? {} : { contentType }),
    });
    const leads = discover(text, fetched.finalUrl);
    const parsed = parse(fetched.bytes, {
      url: fetched.finalUrl,
      now: new Date().toISOString(),
      ...(contentType === undefined ? {} : { contentType }),
    });
    const isList = leads.filter((lead) => lead.kind === "article").length >= LIST_LINKS;
    const usable = parsed.ok && parsed.article.status === "usable";
    const isMachineList = /^\s*(?:<\?xml[\s\S]{0,500}?)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b|^\s*[[{]/i.test(
      text,
    );
    if (options.json === true) printJson({ url: fetched.finalUrl, leads, article: parsed.ok ? parsed.article : null });
    else if (isMachineList) printLines(listLines(leads));
    else if (usable && parsed.ok) printLines(articleLines(parsed.article));
    else if (isList) printLines(listLines(leads));
    else printLines([parsed.ok ? `doubtful: ${parsed.article.quality.flags.join(", ")}` : parsed.error.message]);
    return usable || isList || (isMachineList && leads.length > 0) ? EXIT.done : EXIT.someFailed;
  } finally {
    await client.close();
  }
}

function listLines(leads: readonly Lead[]): readonly string[] {
  const rows = leads.map((lead) => [lead.kind, lead.listDate?.slice(0, 10) ?? "-", lead.anchorText, lead.url]);
  return [`A list: ${rows.length} links.`, "", table(["kind", "date", "text", "url"], rows)];
}

function articleLines(article: Article): readonly string[] {
  const credits = article.credits.map((credit) => `${credit.role} ${credit.name}`).join(", ");
  return [
    `An article: ${article.title}`,
    `source ${article.source?.name ?? "-"} · published ${article.publishedAt ?? "-"} · ${credits || "no credits"}`,
    `quality ${article.quality.score} · ${article.blocks.length} blocks · ${article.removed.length} lines removed`,
    "",
    article.text,
  ];
}
