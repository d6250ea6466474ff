import type { ArticleSelector } from "@caibian/ledger";
import { CaibianError, EXIT } from "@caibian/schema";

/** How a person names articles. */
export interface SelectorOptions {
  readonly id: readonly string[];
  readonly host: readonly string[];
  readonly cluster: readonly string[];
  readonly source: readonly string[];
}

/** URLs and options as a selector. Throws a usage error when nothing is named, or a URL is none. */
export function articleSelector(urls: readonly string[], options: SelectorOptions): ArticleSelector {
  const { id, host, cluster, source } = options;
  const wrong = urls.find((url) => !/^https?:\/\//i.test(url) || !URL.canParse(url));
  if (wrong !== undefined) {
    throw new CaibianError({
      code: "E_USAGE",
      what: "This is no URL of an article",
      where: wrong,
      next: "Give the whole address, or --id, --host, --cluster or --source.",
      exitCode: EXIT.usage,
    });
  }
  const named = { urls, ids: id, hosts: host, clusters: cluster, sources: source };
  const entries = Object.entries(named).filter(([, values]) => values.length > 0);
  if (entries.length === 0) {
    throw new CaibianError({
      code: "E_USAGE",
      what: "No article is named",
      next: "Give a URL, --id, --host, --cluster or --source; --dry-run shows what they mean.",
      exitCode: EXIT.usage,
    });
  }
  return Object.fromEntries(entries);
}
