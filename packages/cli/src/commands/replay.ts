import { openLedger, type Ledger } from "@caibian/ledger";
import { GATHER_MS, fanOut, letterPages, loadConfig, openApp, Tally } from "@caibian/pipeline";
import { CaibianError, EXIT, type Config, type DeadLetter, type DeadLetterFilter } from "@caibian/schema";

import { knownStore } from "../inputs/known-store.ts";
import { letterFilter, type LetterOptions } from "../inputs/letter-filter.ts";
import { countOf } from "../output/count.ts";
import { startLogger } from "../output/logger.ts";
import { printLines } from "../output/print.ts";
import { table } from "../output/table.ts";

interface ReplayCommandOptions extends LetterOptions {
  readonly config: string;
  readonly list?: boolean;
  readonly drop?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Letters that are shown to a person; all are counted. */
const MOST_SHOWN = 200;

/** `caibian replay`: dead letters again; beside the owner of an embedded ledger, who then does the sending. */
export async function replayCommand(ids: readonly string[], options: ReplayCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const { config: _, list = false, drop = false, yes = false, json = false, ...chosen } = options;
  const filter = letterFilter(ids, chosen);
  if (drop && !list && !yes && Object.keys(filter).length === 0) throw dropsAll();
  const ledger = await openLedger({ location: config.ledger, role: "visitor" });
  let asked: number;
  try {
    if (list) return await listLetters(ledger, filter, json, config);
    asked = await each(ledger, filter, json, (page) =>
      drop ? ledger.log.dropDeadLetters(page) : ledger.log.askReplay(page),
    );
    if (asked === 0) refuseUnknownStore(filter, config);
    if (asked === 0) say("No dead letters.", json);
    else if (drop) say(`Dropped ${countOf(asked, "dead letter")}.`, json);
    else if (isServed(ledger)) {
      say(`Asked for ${countOf(asked, "dead letter")} to be sent again: the process that serves does it.`, json);
    }
    if (asked === 0 || drop || isServed(ledger)) return EXIT.done;
  } finally {
    await ledger.close();
  }
  return sendHere(config, asked, json);
}

/** Shows the letters that the filter leaves. As JSON they come with their records, one array in all. */
async function listLetters(ledger: Ledger, filter: DeadLetterFilter, json: boolean, config: Config): Promise<number> {
  let count = 0;
  const shown: DeadLetter[] = [];
  if (json) process.stdout.write("[");
  for await (const page of letterPages(ledger.log, json ? { ...filter, withRecord: true } : filter)) {
    for (const letter of page) {
      if (json) process.stdout.write(`${count === 0 ? "\n" : ",\n"}${JSON.stringify(withRecord(letter))}`);
      else if (shown.length < MOST_SHOWN) shown.push(letter);
      count++;
    }
  }
  if (json) process.stdout.write("\n]\n");
  if (count === 0) refuseUnknownStore(filter, config);
  if (!json)
    printLines(count === 0 ? ["No dead letters."] : [lettersTable(shown), "", `${countOf(count, "dead letter")}.`]);
  return EXIT.done;
}

/** Hands on the numbers of all letters that the filter leaves, page by page; answers how many it was done for. */
async function each(
  ledger: Ledger,
  filter: DeadLetterFilter,
  json: boolean,
  act: (ids: readonly number[]) => Promise<number>,
): Promise<number> {
  let count = 0;
  if (json) process.stdout.write("[");
  for await (const page of letterPages(ledger.log, filter)) {
    for (const [i, letter] of page.entries()) {
      if (json) process.stdout.write(`${count + i === 0 ? "\n" : ",\n"}${JSON.stringify(letter)}`);
    }
    count += await act(page.map((letter) => letter.id));
  }
  if (json) process.stdout.write("\n]\n");
  return count;
}

function dropsAll(): CaibianError {
  return new CaibianError({
    code: "E_USAGE",
    what: "--drop without a filter would forget every dead letter",
    next: "Look at them with --list, then give numbers, a filter, or --yes.",
    exitCode: EXIT.usage,
  });
}

/** A Store that left the config may have letters yet. */
function refuseUnknownStore({ storeId }: DeadLetterFilter, config: Config): void {
  if (storeId !== undefined) knownStore(storeId, config);
}

/**
 * Whether another process delivers: the folder has one owner. On a shared database perhaps nobody serves: the letters
 * are claimed there, so that this process may send beside whoever does.
 */
function isServed(ledger: Ledger): boolean {
  return ledger.role === "visitor";
}

async function sendHere(config: Config, asked: number, json: boolean): Promise<number> {
  const tally = new Tally();
  const report = fanOut(tally.listen, startLogger(false));
  const app = await openApp(config, { env: process.env, gatherMs: GATHER_MS.run, report, leadsSources: false });
  try {
    const { delivered, gone, refused, waiting } = await app.publisher.replayAsked();
    const left = [...refused, ...waiting.filter((one) => !one.isElsewhere)];
    const elsewhere = refused.length + waiting.length - left.length;
    say(`Sent ${delivered + gone} of ${asked} again.`, json);
    if (elsewhere > 0) say(`Another process sends ${countOf(elsewhere, "dead letter")}.`, json);
    for (const { id, reason } of left.slice(0, MOST_SHOWN)) say(`  ${id}: ${reason}`, json);
    return left.length > 0 ? EXIT.someFailed : EXIT.done;
  } finally {
    await app.close();
  }
}

/** The record as an object, not as text in a text. */
function withRecord({ record, ...letter }: DeadLetter): object {
  const value: unknown = record === null || record === undefined ? null : JSON.parse(record);
  return { ...letter, record: value };
}

/** For people; beside JSON, on standard error. */
function say(text: string, json: boolean): void {
  if (json) process.stderr.write(`${text}\n`);
  else printLines([text]);
}

function lettersTable(letters: readonly DeadLetter[]): string {
  return table(
    ["number", "store", "article", "class", "tries", "why"],
    letters.map((one) => [one.id, one.storeId, one.articleId, one.class, one.attempts, one.reason]),
  );
}
