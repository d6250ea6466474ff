import { userInfo } from "node:os";

import { openLedger, type ArticleSelector, type Ledger, type Order, type SelectedArticle } from "@caibian/ledger";
import {
  GATHER_MS,
  fanOut,
  loadConfig,
  openApp,
  pagesOf,
  reinstateSelected,
  Tally,
  withdrawSelected,
} from "@caibian/pipeline";
import { CaibianError, EXIT, type Config } from "@caibian/schema";

import { articleSelector, type SelectorOptions } from "../inputs/article-selector.ts";
import { countOf } from "../output/count.ts";
import { startLogger } from "../output/logger.ts";
import { printJson, printLines } from "../output/print.ts";
import { storeExitCodes, storeLines } from "../output/store-lines.ts";
import { table } from "../output/table.ts";
import { abortOnSignals } from "../signals.ts";

interface WithdrawCommandOptions extends SelectorOptions {
  readonly config: string;
  readonly erase?: boolean;
  readonly undo?: boolean;
  readonly reason?: string;
  readonly by?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly audit?: boolean;
  readonly json?: boolean;
}

/** More articles than this want a `--yes`. */
const MOST_UNASKED = 20;
const MOST_SHOWN = 50;
const DRAIN_MS = 60_000;

/** `caibian withdraw`: takes articles back from every Store, by hand; beside a running `serve`, which does the sending. */
export async function withdrawCommand(urls: readonly string[], options: WithdrawCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const ledger = await openLedger({ location: config.ledger, role: "visitor" });
  try {
    if (options.audit === true) return await showAudit(ledger, options.json === true);
    const selector = articleSelector(urls, options);
    const meant = await find(ledger, selector);
    if (meant.count === 0) return tellNothing(options);
    if (options.dryRun === true) return tellMeant(meant, options);
    if (meant.count > MOST_UNASKED && options.yes !== true) throw tooMany(meant.count);
    const isSent = await carryOut(ledger, selector, options);
    if (!isSent || ledger.role === "visitor") return EXIT.done;
  } finally {
    await ledger.close();
  }
  return sendHere(config, options.json === true);
}

interface Meant {
  readonly count: number;
  readonly first: readonly SelectedArticle[];
}

async function find(ledger: Ledger, selector: ArticleSelector): Promise<Meant> {
  let count = 0;
  const first: SelectedArticle[] = [];
  for await (const page of pagesOf(ledger, selector)) {
    count += page.length;
    first.push(...page.slice(0, MOST_SHOWN - first.length));
  }
  return { count, first };
}

/** Does it, and says what it came to. Answers whether Stores have to be told. */
async function carryOut(ledger: Ledger, selector: ArticleSelector, options: WithdrawCommandOptions): Promise<boolean> {
  const { erase = false, undo = false, json = false, reason = null } = options;
  const order: Order = { actor: options.by ?? userInfo().username, reason, selector };
  const sender = ledger.role === "visitor" ? " The process that serves tells the stores." : "";
  if (undo) {
    const done = await reinstateSelected(ledger, order);
    const left =
      done.left.length === 0
        ? ""
        : ` ${countOf(done.left.length, "article")} left as it is: erased, or not taken down by hand.`;
    if (json) printJson(done);
    else printLines([`Brought back ${countOf(done.reinstated, "article")}.${left}${sender}`]);
    return done.heads.length > 0;
  }
  const done = await withdrawSelected(ledger, { ...order, erase });
  const erased = erase ? `, erased the text of ${String(done.erased)}` : "";
  if (json) printJson(done);
  else
    printLines([
      `Withdrew ${countOf(done.withdrawn, "article")}${erased}; ${String(done.unchanged)} were already.${sender}`,
    ]);
  return done.heads.length > 0;
}

/** Nobody serves: the Stores are told from here. */
async function sendHere(config: Config, json: boolean): Promise<number> {
  const signals = abortOnSignals();
  const report = fanOut(new Tally().listen, startLogger(false));
  const app = await openApp(config, { env: process.env, gatherMs: GATHER_MS.run, report, leadsSources: false });
  try {
    const { stores } = await app.publisher.drain({ timeoutMs: DRAIN_MS, signal: signals.signal });
    if (!json) printLines(storeLines(stores));
    if (signals.signal.aborted) return EXIT.interrupted;
    return Math.max(EXIT.done, ...storeExitCodes(stores, EXIT.someFailed));
  } finally {
    signals.stop();
    await app.close();
  }
}

async function showAudit(ledger: Ledger, json: boolean): Promise<number> {
  const entries = await ledger.audit(MOST_SHOWN);
  if (json) printJson(entries);
  else if (entries.length === 0) printLines(["Nobody withdrew anything by hand."]);
  else {
    const rows = entries.map(({ at, actor, action, outcome, reason }) => [at, actor, action, outcome, reason ?? "-"]);
    printLines([table(["when", "who", "what", "outcome", "why"], rows)]);
  }
  return EXIT.done;
}

function tellNothing({ json = false }: WithdrawCommandOptions): number {
  if (json) printJson({ withdrawn: 0, erased: 0, unchanged: 0, heads: [] });
  else printLines(["No article of ours is meant.", "  next:  caibian articles --text WORDS finds ids and URLs"]);
  return EXIT.someFailed;
}

function tellMeant({ count, first }: Meant, { json = false }: WithdrawCommandOptions): number {
  if (json) printJson({ count, first });
  else {
    const rows = first.map(({ id, status, title, url }) => [id, status, title, url ?? "-"]);
    printLines([
      table(["article", "status", "title", "url"], rows),
      "",
      `${countOf(count, "article")} would be meant.`,
    ]);
  }
  return EXIT.done;
}

function tooMany(count: number): CaibianError {
  return new CaibianError({
    code: "E_CONFIRM",
    what: `${String(count)} articles are meant`,
    why: `more than ${String(MOST_UNASKED)} want a confirmation`,
    next: "Look at them with --dry-run, then give --yes.",
    exitCode: EXIT.usage,
  });
}
