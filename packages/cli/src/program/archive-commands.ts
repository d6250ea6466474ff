import type { Command } from "commander";

import { CONFIG, type Finish } from "./finish.ts";
import { isoTime } from "./option-values.ts";

/** What reads raw pages again. */
export function addArchiveCommands(program: Command, finish: Finish): void {
  program
    .command("import")
    .description("take the pages of WARC files over, as if they had been fetched when they were archived")
    .argument("<files...>", "WARC files (1.1 and older, compressed or not), e.g. of Common Crawl news")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--source <id>", "all pages belong to this source (default: by host, else the source `import`)")
    .option("--since <time>", "only pages fetched at or after, e.g. 2026-05-01", isoTime)
    .option("--url-prefix <prefix>", "only pages whose URL begins with this")
    .option("--dry-run", "read and count, write nothing")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      `
Examples:
  caibian import CC-NEWS-20260501.warc.gz --url-prefix https://www.example.gov.cn/ --dry-run
  caibian import old/*.warc.gz --source snd`,
    )
    .action(async (files: string[], options) => {
      const { importCommand } = await import("../commands/import.ts");
      finish(await importCommand(files, options));
    });

  program
    .command("reparse")
    .description("read the archived pages again with this version's parser, and deliver what reads otherwise now")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--source <id>", "only articles of this source")
    .option("--since <time>", "only articles changed at or after, e.g. 2026-05-01", isoTime)
    .option("--url <url>", "only the article of this URL")
    .option("--yes", "go ahead when more than 1 % of the articles would change")
    .option("--dry-run", "show what would change, write nothing")
    .option("--json", "print the report as JSON")
    .addHelpText("after", "\nExamples:\n  caibian reparse --dry-run\n  caibian reparse --source snd --yes")
    .action(async (options) => {
      const { reparseCommand } = await import("../commands/reparse.ts");
      finish(await reparseCommand(options));
    });
}
