import { openLedger, type ArticleFilter } from "@caibian/ledger";
import { loadConfig } from "@caibian/pipeline";
import { CaibianError, EXIT, type ArticleStatus } from "@caibian/schema";

import { refuseForeignSource } from "../inputs/known-source.ts";
import { printJson, printLines } from "../output/print.ts";
import { table } from "../output/table.ts";

interface ArticlesCommandOptions {
  readonly config: string;
  readonly source?: string;
  readonly status?: ArticleStatus;
  readonly text?: string;
  readonly limit: number;
  readonly json?: boolean;
}

/** `caibian articles [ID]`: a list of articles, or one record in full. */
export async function articlesCommand(id: string | undefined, options: ArticlesCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const ledger = await openLedger({ location: config.ledger, role: "visitor" });
  try {
    if (id !== undefined) {
      const article = await ledger.article(id);
      if (article === null) throw noSuchArticle(id);
      printJson(article);
      return EXIT.done;
    }
    const { source, status, text, limit } = options;
    await refuseForeignSource(source, config, ledger);
    const filter: ArticleFilter = { source, status, text, limit };
    const rows = await ledger.articles(filter);
    if (options.json === true) printJson(rows);
    else {
      const cells = rows.map((row) => [
        row.id,
        row.status,
        row.revision,
        row.publishedAt?.slice(0, 16) ?? "-",
        row.sourceId ?? "-",
        row.title,
      ]);
      printLines([table(["id", "status", "revision", "published", "source", "title"], cells)]);
    }
    return EXIT.done;
  } finally {
    await ledger.close();
  }
}

function noSuchArticle(id: string): CaibianError {
  return new CaibianError({
    code: "E_USAGE",
    what: "No article has this id",
    where: id,
    next: "List them with `caibian articles`, or search with --text.",
    exitCode: EXIT.usage,
  });
}
