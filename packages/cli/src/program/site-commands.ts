import { type Command, Option } from "commander";

import { CONFIG, type Finish } from "./finish.ts";
import { collect, positiveInteger, sourceId, regionCode, wholeNumber } from "./option-values.ts";

/** What works without a ledger: find a site's news, read pages, check a config. */
export function addSiteCommands(program: Command, finish: Finish): void {
  program
    .command("init")
    .description("look at a site, find its news, and write a source for it; without a URL write a first config")
    .argument("[url]", "a site's front page, a list, feed or sitemap, or one of its stories")
    .option("-o, --out <file>", "config file to write or to add to; - prints it", CONFIG)
    .option("-y, --yes", "ask nothing: take the best sections")
    .option("--id <id>", "the source's id (default: from the host's name)", sourceId)
    .option("--name <name>", "the site's name (default: what it calls itself)")
    .option("--region <code>", "six-digit code of its region (default: what its articles say)", regionCode)
    .option("--delay <ms>", "least time between two requests, here and in the source (default: 2000)", wholeNumber)
    .option("--allow <address>", "an address that is not public and may be asked, here and in the config", collect, [])
    .option("--json", "machine-readable")
    .addHelpText(
      "after",
      `
Examples:
  caibian init https://www.example.gov.cn/
  caibian init https://www.example.gov.cn/xwzx/ --id snd --yes
  caibian init --out news.yaml`,
    )
    .action(async (url: string | undefined, options) => {
      const { initCommand } = await import("../commands/init.ts");
      finish(await initCommand(url, options));
    });

  program
    .command("parse")
    .description("edit pages into records: files, a URL, or standard input (-)")
    .argument("[inputs...]", "files, URLs, or - for standard input")
    .option("--files-from <list>", "file whose lines are FILE or FILE<TAB>URL")
    .option("--url <url>", "the page's URL, for its identity and its links")
    .option("--charset <label>", "decode as this charset, whatever the page says")
    .addOption(
      new Option("--format <format>", "what to print")
        .choices(["json", "ndjson", "markdown", "text", "html", "ninjs", "schema.org"])
        .default("json"),
    )
    .option("--explain", "show the page's lines and what happened to each")
    .option("--workers <n>", "parser threads (default: cores)", positiveInteger)
    .option("--allow <address>", "an address that is not public and may be asked", collect, [])
    .addHelpText(
      "after",
      `
Examples:
  caibian parse page.html --url https://www.example.gov.cn/a/1.html
  caibian parse https://www.example.gov.cn/a/1.html --format markdown
  caibian parse --files-from pages.txt --format ndjson > records.ndjson`,
    )
    .action(async (inputs: string[], options) => {
      const { parseCommand } = await import("../commands/parse.ts");
      finish(await parseCommand(inputs, options));
    });

  program
    .command("validate")
    .description("check a config file and show what it says")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--example", "print a first config instead")
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExamples:\n  caibian validate --example > caibian.yaml\n  caibian validate -c news.yaml")
    .action(async (options) => {
      const { validateCommand } = await import("../commands/validate.ts");
      finish(await validateCommand(options));
    });

  program
    .command("preview")
    .description("fetch one URL and show what caibian makes of it: a list's links or an article's record")
    .argument("<url>", "a list page, feed, sitemap or article")
    .option("-c, --config <file>", `config whose network settings hold (default: ${CONFIG}, if there is one)`)
    .option("--allow <address>", "an address that is not public and may be asked", collect, [])
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExample:\n  caibian preview https://www.example.gov.cn/xwzx/")
    .action(async (url: string, options) => {
      const { previewCommand } = await import("../commands/preview.ts");
      finish(await previewCommand(url, options));
    });
}
