import type { ArticleSelection } from "@caibian/ledger";
import type { Article } from "@caibian/schema";

import type { App } from "../app/open-app.ts";
import { mapAhead } from "../visit/map-ahead.ts";
import type { SiteMemories } from "../visit/site-memories.ts";
import { FindingsTally } from "./findings-tally.ts";
import { readAgain, type Rereading } from "./read-again.ts";
import type { ReparseFindings } from "./reparse-report.ts";
import type { ReadingSpool } from "./spool.ts";

/** Which articles to read again, and who is told how far it is. */
export interface FindChangesOptions {
  readonly selection: ArticleSelection;
  /** Told how many articles are read so far. */
  readonly onProgress?: (read: number, articles: number) => void;
  readonly signal: AbortSignal;
}

const READ_BATCH = 100;

/** Reads every selected article again, counts what would change and puts it on the spool. Changes nothing. */
export async function findChanges(
  app: App,
  options: FindChangesOptions,
  spool: ReadingSpool,
): Promise<ReparseFindings> {
  const startedMs = performance.now();
  const articles = await app.ledger.countSelected(options.selection);
  const tally = new FindingsTally();
  const memories = new Map<string, SiteMemories>();
  const work = (before: Article): Promise<Rereading> => readAgain(app, before, memories);
  for await (const reread of mapAhead(selected(app, options), app.parsePool.threads * 2, work)) {
    const reading = tally.take(reread);
    if (reading !== null) await spool.add(reading);
    if (tally.read % READ_BATCH === 0) options.onProgress?.(tally.read, articles);
  }
  return tally.findings(articles, (performance.now() - startedMs) / 1000);
}

/** The articles, read a batch at a time. */
async function* selected(app: App, { selection, signal }: FindChangesOptions): AsyncGenerator<Article> {
  for (let after = ""; !signal.aborted;) {
    const batch = await app.ledger.readSelected(selection, { after, limit: READ_BATCH });
    const last = batch.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield* batch;
  }
}
