import { createClient } from "@caibian/http";
import { EXIT, type Article, type Lead } from "@caibian/schema";
import { lookAt, type PageKind, type SurveyedPage } from "@caibian/scraper";

import { networkOf } from "../init/network-of.ts";
import { readPageAddress } from "../inputs/page-address.ts";
import { countOf } from "../output/count.ts";
import { printJson, printLines } from "../output/print.ts";
import { table } from "../output/table.ts";
import { readArticle } from "../parse/read-article.ts";

const KIND_TITLES: Readonly<Partial<Record<PageKind, string>>> = {
  list: "A list",
  front: "A front page",
  feed: "A feed",
  sitemap: "A sitemap",
  api: "A list API",
};

interface PreviewCommandOptions {
  readonly config?: string;
  readonly allow: readonly string[];
  readonly json?: boolean;
}

/** `caibian preview URL`: what caibian makes of one page, asked for as a Visit would (robots.txt first), without keeping anything. */
export async function previewCommand(address: string, options: PreviewCommandOptions): Promise<number> {
  const url = readPageAddress(address);
  const network = await networkOf(options.config);
  const client = createClient({ ...network, allow: [...network.allow, ...options.allow] });
  try {
    const page = await lookAt(url, { client, userAgent: network.userAgent, readArticle });
    const { kind, leads, article } = page;
    if (options.json === true) printJson({ url: page.finalUrl, kind, leads, article });
    else printLines(linesOf(page));
    return kind === "shell" || kind === "unknown" || isDoubted(page) ? EXIT.someFailed : EXIT.done;
  } finally {
    await client.close();
  }
}

function linesOf({ kind, leads, article }: SurveyedPage): readonly string[] {
  if (kind === "shell")
    return ["A page that scripts fill: `caibian init URL` looks for its data, or proposes the browser."];
  if (kind === "article" && article !== null) return articleLines(article);
  if (leads.length > 0) return listLines(kind, leads);
  return [article === null ? "No article and no list." : `doubtful: ${article.quality.flags.join(", ")}`];
}

function isDoubted({ kind, article }: SurveyedPage): boolean {
  return kind === "article" && article?.status !== "usable";
}

function listLines(kind: PageKind, leads: readonly Lead[]): readonly string[] {
  const rows = leads.map((lead) => [lead.kind, lead.listDate?.slice(0, 10) ?? "-", lead.anchorText, lead.url]);
  return [`${KIND_TITLES[kind] ?? "A page"}: ${rows.length} links.`, "", table(["kind", "date", "text", "url"], rows)];
}

function articleLines(article: Article): readonly string[] {
  const credits = article.credits.map((credit) => `${credit.role} ${credit.name}`).join(", ");
  return [
    `An article: ${article.title}`,
    `source ${article.source?.name ?? "-"} · published ${article.publishedAt ?? "-"} · ${credits || "no credits"}`,
    `quality ${article.quality.score} · ${article.blocks.length} blocks · ${countOf(article.removed.length, "line")} removed`,
    "",
    article.text,
  ];
}
