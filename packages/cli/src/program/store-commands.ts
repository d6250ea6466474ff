import { type Command, Option } from "commander";

import { CONFIG, type Finish } from "./finish.ts";
import { collect, isoTime } from "./option-values.ts";

/** What is done for Stores by hand, and what takes articles back. */
export function addStoreCommands(program: Command, finish: Finish): void {
  program
    .command("replay")
    .description("send dead letters again, or drop them")
    .argument("[ids...]", "dead letter numbers; default all that the filters leave")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--store <id>", "only of this store")
    .option("--source <id>", "only of articles of this source")
    .addOption(new Option("--class <class>", "only these").choices(["bad-record", "transient", "crash"]))
    .option("--reason <words>", "only with these words in the reason")
    .option("--article <id>", "only of this article")
    .option("--since <time>", "only refused at or after, e.g. 2026-05-01", isoTime)
    .option("--until <time>", "only refused before", isoTime)
    .option("--list", "only show them; with --json, their records too")
    .option("--drop", "forget them instead of sending")
    .option("--yes", "drop all of them, without a filter")
    .option("--json", "machine-readable")
    .addHelpText(
      "after",
      "\nExamples:\n  caibian replay --list\n  caibian replay --store main --class bad-record --since 2026-05-01",
    )
    .action(async (ids: string[], options) => {
      const { replayCommand } = await import("../commands/replay.ts");
      finish(await replayCommand(ids, options));
    });

  program
    .command("backfill")
    .description("send a store what is current and it has had already, beside its news")
    .argument("<store>", "store id")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--since <time>", "only articles changed at or after, e.g. 2026-05-01", isoTime)
    .option("--source <id>", "only articles of this source")
    .option("--cancel", "end the one that is under way")
    .option("--json", "machine-readable")
    .addHelpText(
      "after",
      "\nExamples:\n  caibian backfill main\n  caibian backfill main --since 2026-05-01 --source snd",
    )
    .action(async (store: string, options) => {
      const { backfillCommand } = await import("../commands/backfill.ts");
      finish(await backfillCommand(store, options));
    });

  program
    .command("verify")
    .description("compare what a store holds with what it ought to hold; exit code 1 when something differs")
    .argument("<store>", "store id")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--repair", "send again what is missing, older or different, and withdraw what should be gone")
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExamples:\n  caibian verify main\n  caibian verify main --repair --json")
    .action(async (store: string, options) => {
      const { verifyCommand } = await import("../commands/verify.ts");
      finish(await verifyCommand(store, options));
    });

  program
    .command("withdraw")
    .description("take articles back from every store, by hand; a page that still stands does not bring them back")
    .argument("[urls...]", "URLs of articles, in any spelling")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--id <id>", "an article's id", collect, [])
    .option("--host <name>", "all articles of a host, e.g. news.example.cn", collect, [])
    .option("--cluster <id>", "all copies of one story: id of the group or of an article in it", collect, [])
    .option("--source <id>", "all articles of a source", collect, [])
    .option("--erase", "a takedown: earlier text goes too, here and in every store, files as well")
    .option("--raw", "erase their raw pages from the archive on this machine as well")
    .option("--undo", "bring back what was withdrawn by hand and not erased")
    .option("--reason <text>", "why, for the audit")
    .option("--by <name>", "who wants it, for the audit (default: your user name)")
    .option("--dry-run", "show which articles are meant, do nothing")
    .option("--yes", "go ahead with more than 20 articles")
    .option("--audit", "show what was withdrawn by hand so far, by whom and why")
    .option("--json", "machine-readable")
    .addHelpText(
      "after",
      `
Examples:
  caibian withdraw https://www.example.gov.cn/a/1.html --reason "asked by the editors"
  caibian withdraw --cluster 3v9… --erase --dry-run
  caibian withdraw --audit`,
    )
    .action(async (urls: string[], options) => {
      const { withdrawCommand } = await import("../commands/withdraw.ts");
      finish(await withdrawCommand(urls, options));
    });

  program
    .command("prune")
    .description(
      "remove what `retain` of the config does not keep, also beside a running serve, which does it by itself",
    )
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--dry-run", "count, remove nothing")
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExamples:\n  caibian prune --dry-run\n  caibian prune --json")
    .action(async (options) => {
      const { pruneCommand } = await import("../commands/prune.ts");
      finish(await pruneCommand(options));
    });
}
