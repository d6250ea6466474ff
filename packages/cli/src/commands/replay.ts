import { openLedger, type Ledger } from "@caibian/ledger";
import { GATHER_MS, fanOut, loadConfig, openApp, Tally } from "@caibian/pipeline";
import { CaibianError, EXIT, type Config, type DeadLetter, type DeadLetterFilter } from "@caibian/schema";

import { startLogger } from "../output/logger.ts";
import { printJson, printLines } from "../output/print.ts";
import { table } from "../output/table.ts";

interface ReplayCommandOptions {
  readonly config: string;
  readonly store?: string;
  readonly list?: boolean;
  readonly drop?: boolean;
  readonly json?: boolean;
}

/** `caibian replay`: dead letters again; beside a running `serve`, which then does the sending. */
export async function replayCommand(ids: readonly string[], options: ReplayCommandOptions): Promise<number> {
  const config = await loadConfig(options.config, process.env);
  const filter = filterOf(ids, options);
  const ledger = await openLedger({ location: config.ledger, role: "visitor" });
  let letters: readonly DeadLetter[];
  try {
    letters = await ledger.log.deadLetters(filter);
    // A store that left the config may have letters yet.
    if (letters.length === 0) refuseUnknownStore(options.store, config);
    if (options.list === true || letters.length === 0) {
      print(letters, options, letters.length === 0 ? "No dead letters." : `${letters.length} dead letters.`);
      return EXIT.done;
    }
    const chosen = letters.map((letter) => letter.id);
    if (options.drop === true) {
      const dropped = await ledger.log.dropDeadLetters(chosen);
      print(letters, options, `Dropped ${dropped}.`);
      return EXIT.done;
    }
    await ledger.log.askReplay(chosen);
    if (isServed(ledger, config)) {
      print(
        letters,
        options,
        `Asked for ${chosen.length} to be sent again: the process that serves does it within 30 s.`,
      );
      return EXIT.done;
    }
  } finally {
    await ledger.close();
  }
  return sendHere(config, letters, options);
}

function refuseUnknownStore(id: string | undefined, { stores }: Config): void {
  if (id === undefined || stores.some((store) => store.id === id)) return;
  throw new CaibianError({
    code: "E_USAGE",
    what: "No such store",
    where: id,
    why: stores.length === 0 ? "the config has none" : `the config has ${stores.map((store) => store.id).join(", ")}`,
    next: "Name one of those, or none for all.",
    exitCode: EXIT.usage,
  });
}

/** Whether another process delivers: the owner of the folder, or whoever serves on the shared database. */
function isServed(ledger: Ledger, config: Config): boolean {
  return ledger.role === "visitor" || /^postgres(ql)?:\/\//.test(config.ledger);
}

async function sendHere(
  config: Config,
  letters: readonly DeadLetter[],
  options: ReplayCommandOptions,
): Promise<number> {
  const tally = new Tally();
  const report = fanOut(tally.listen, startLogger(false));
  const app = await openApp(config, { env: process.env, gatherMs: GATHER_MS.run, report, leadsSources: false });
  try {
    await app.publisher.replayAsked();
    const ids = letters.map((letter) => letter.id);
    const left = await app.ledger.log.deadLetters({ ids });
    print(left, options, `Sent ${letters.length - left.length} of ${letters.length} again.`);
    return left.length > 0 ? EXIT.someFailed : EXIT.done;
  } finally {
    await app.close();
  }
}

function filterOf(ids: readonly string[], options: ReplayCommandOptions): DeadLetterFilter {
  const numbers = ids.map(Number);
  const wrong = ids.find((_, index) => !Number.isSafeInteger(numbers[index]) || (numbers[index] ?? 0) < 1);
  if (wrong !== undefined) {
    throw new CaibianError({
      code: "E_USAGE",
      what: "No such dead letter number",
      where: wrong,
      next: "`caibian replay --list` shows them.",
      exitCode: EXIT.usage,
    });
  }
  return {
    ...(numbers.length > 0 ? { ids: numbers } : {}),
    ...(options.store === undefined ? {} : { storeId: options.store }),
  };
}

function print(letters: readonly DeadLetter[], options: ReplayCommandOptions, summary: string): void {
  if (options.json === true) {
    printJson(letters);
    return;
  }
  const rows = letters.map((letter) => [letter.id, letter.storeId, letter.articleId, letter.attempts, letter.reason]);
  printLines(rows.length > 0 ? [table(["number", "store", "article", "tries", "why"], rows), "", summary] : [summary]);
}
