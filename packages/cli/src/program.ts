import { createRequire } from "node:module";
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { REGION_CODE, SOURCE_ID } from "@caibian/schema/plain";

import type { ScheduleAction } from "./commands/schedule.ts";
import { completionScript, SHELLS, type Shell } from "./commands/completion.ts";

/** Sets the exit code of a command that ended without throwing. */
export type Finish = (exitCode: number) => void;

const CONFIG = "caibian.yaml";
const DAY_MS = 86_400_000;

/** The command tree. Each action loads its own code, so that `parse` starts without servers' clients. */
export function buildProgram(finish: Finish): Command {
  const program = new Command("caibian")
    .description("采编: gathers regional Chinese news, edits it into clean records, delivers them")
    .version(ownVersion())
    .option("--debug", "show stack traces")
    .exitOverride()
    .showHelpAfterError("(add --help for usage and examples)")
    .configureHelp({ showGlobalOptions: true });
  addStatelessCommands(program, finish);
  addRunCommands(program, finish);
  addLedgerCommands(program, finish);
  addCompletion(program);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
}

function addStatelessCommands(program: Command, finish: Finish): void {
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
      const { initCommand } = await import("./commands/init.ts");
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
      const { parseCommand } = await import("./commands/parse.ts");
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
      const { validateCommand } = await import("./commands/validate.ts");
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
      const { previewCommand } = await import("./commands/preview.ts");
      finish(await previewCommand(url, options));
    });
}

function addRunCommands(program: Command, finish: Finish): void {
  program
    .command("run")
    .description("visit the sources once, deliver, exit")
    .argument("[sources...]", "only these source ids")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--recheck", "look again at every known article, not only at those that are due")
    .option("--json", "print the report as JSON")
    .addHelpText("after", "\nExamples:\n  caibian run\n  caibian run snd --recheck --json")
    .action(async (sources: string[], options) => {
      const { runCommand } = await import("./commands/run.ts");
      finish(await runCommand(sources, options));
    });

  program
    .command("serve")
    .description("visit on schedule, deliver, and show it all on the console")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--host <address>", "where the console listens (default: the config's, loopback)")
    .option("--port <n>", "the console's port", wholeNumber)
    .option("--json", "log as JSON lines")
    .addHelpText("after", "\nExample:\n  caibian serve -c /etc/caibian/caibian.yaml")
    .action(async (options) => {
      const { serveCommand } = await import("./commands/serve.ts");
      finish(await serveCommand(options));
    });

  program
    .command("worker")
    .description("a further process of visits and deliveries beside a `serve` (needs a ledger on PostgreSQL)")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--json", "log as JSON lines")
    .addHelpText("after", "\nExample:\n  DATABASE_URL=postgres://… REDIS_URL=redis://… caibian worker")
    .action(async (options) => {
      const { workerCommand } = await import("./commands/worker.ts");
      finish(await workerCommand(options));
    });
}

function addLedgerCommands(program: Command, finish: Finish): void {
  program
    .command("status")
    .description("sources, articles, stores and what lags, also beside a running serve")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--release <source>", "deliver the changes that were held back, and take the source for well again")
    .option("--drop <source>", "forget the changes that were held back, and take the source for well again")
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExamples:\n  caibian status --json | jq .stores\n  caibian status --release snd")
    .action(async (options) => {
      const { statusCommand } = await import("./commands/status.ts");
      finish(await statusCommand(options));
    });

  program
    .command("schedule")
    .description("what is visited when; pause, resume or ask for visits, also beside a running serve")
    .addArgument(new Argument("[action]", "what to do").choices(["list", "pause", "resume", "run"]).default("list"))
    .argument("[sources...]", "source ids")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExamples:\n  caibian schedule\n  caibian schedule pause snd\n  caibian schedule run snd")
    .action(async (action: ScheduleAction, ids: string[], options) => {
      const { scheduleCommand } = await import("./commands/schedule.ts");
      finish(await scheduleCommand(action, ids, options));
    });

  program
    .command("articles")
    .description("list articles, or show one in full")
    .argument("[id]", "article id")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--source <id>", "only of this source")
    .addOption(new Option("--status <status>", "only these").choices(["usable", "quarantined", "withdrawn"]))
    .option("--text <words>", "only with these words in title or URL")
    .option("--limit <n>", "at most so many", positiveInteger, 20)
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExamples:\n  caibian articles --status quarantined\n  caibian articles 3v9… --json")
    .action(async (id: string | undefined, options) => {
      const { articlesCommand } = await import("./commands/articles.ts");
      finish(await articlesCommand(id, options));
    });

  addStoreCommands(program, finish);

  program
    .command("reprints")
    .description("groups of copies of one story, the last grown first, with the first source")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--rebuild", "make the index of reprints again from the articles")
    .option("--limit <n>", "at most so many", positiveInteger, 20)
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExamples:\n  caibian reprints\n  caibian reprints --rebuild")
    .action(async (options) => {
      const { reprintsCommand } = await import("./commands/reprints.ts");
      finish(await reprintsCommand(options));
    });

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
      const { importCommand } = await import("./commands/import.ts");
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
      const { reparseCommand } = await import("./commands/reparse.ts");
      finish(await reparseCommand(options));
    });

  program
    .command("export")
    .description("write the current articles to a file or standard output, also beside a running serve")
    .option("-c, --config <file>", "config file", CONFIG)
    .addOption(
      new Option("--format <format>", "what to write")
        .choices(["ndjson", "csv", "ninjs", "schema.org", "markdown"])
        .default("ndjson"),
    )
    .option("-o, --out <file>", "file, which appears whole or not at all, gzip if named .gz; - prints it", "-")
    .option("--source <id>", "only of this source (may be repeated)", collect, [])
    .option("--region <code>", "only of this region and below: 32, 3205 or 320505 (may be repeated)", collectRegion, [])
    .option("--since <time>", "only changed at or after, e.g. 2026-05-01", isoTime)
    .option("--until <time>", "only changed before; a day alone is taken whole", isoEnd)
    .addOption(
      new Option("--by <time>", "which time --since and --until mean")
        .choices(["changed", "published"])
        .default("changed"),
    )
    .addOption(
      new Option("--status <status>", "only these")
        .choices(["usable", "quarantined", "withdrawn", "all"])
        .default("usable"),
    )
    .option("--fields <names>", "only these top-level fields (csv: columns, in this order), comma-separated", nameList)
    .addOption(
      new Option("--redact <level>", "contacts: without private ones; strict: without any")
        .choices(["none", "contacts", "strict"])
        .default("none"),
    )
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      `
Examples:
  caibian export --out articles.ndjson.gz
  caibian export --format csv --fields id,title,published_at,text --region 32 --out jiangsu.csv
  caibian export --since 2026-05-01 --until 2026-05-31 --by published | jq .title`,
    )
    .action(async (options) => {
      const { exportCommand } = await import("./commands/export.ts");
      finish(await exportCommand(options));
    });

  program
    .command("doctor")
    .description("check this machine, the config, the ledger, the queue and the stores, and say what to do")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExample:\n  caibian doctor")
    .action(async (options) => {
      const { doctorCommand } = await import("./commands/doctor.ts");
      finish(await doctorCommand(options));
    });
}

function addStoreCommands(program: Command, finish: Finish): void {
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
      const { pruneCommand } = await import("./commands/prune.ts");
      finish(await pruneCommand(options));
    });

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
    .option("--json", "machine-readable")
    .addHelpText(
      "after",
      "\nExamples:\n  caibian replay --list\n  caibian replay --store main --class bad-record --since 2026-05-01",
    )
    .action(async (ids: string[], options) => {
      const { replayCommand } = await import("./commands/replay.ts");
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
      const { backfillCommand } = await import("./commands/backfill.ts");
      finish(await backfillCommand(store, options));
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
      const { withdrawCommand } = await import("./commands/withdraw.ts");
      finish(await withdrawCommand(urls, options));
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
      const { verifyCommand } = await import("./commands/verify.ts");
      finish(await verifyCommand(store, options));
    });
}

function addCompletion(program: Command): void {
  program
    .command("completion")
    .description("print a completion script for your shell")
    .addArgument(new Argument("<shell>", "your shell").choices(SHELLS))
    .addHelpText("after", "\nExample:\n  caibian completion bash >> ~/.bashrc")
    .action((shell: Shell) => {
      process.stdout.write(completionScript(program, shell));
    });
}

function collect(value: string, seen: readonly string[]): readonly string[] {
  return [...seen, value];
}

function collectRegion(value: string, seen: readonly string[]): readonly string[] {
  if (!/^(?:\d\d){1,3}$/.test(value)) throw new InvalidArgumentError("expected 2, 4 or 6 digits of a GB/T 2260 code");
  return collect(value, seen);
}

function nameList(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("expected a whole number from 1");
  return value;
}

/** A time that any program reads the same; a day alone is one of China's. */
function isoTime(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const ms = Date.parse(isDay ? `${text}T00:00:00+08:00` : text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError("expected a day or a time, e.g. 2026-05-01");
  return new Date(ms).toISOString();
}

/** The end of a span: a day alone belongs to it. */
function isoEnd(text: string): string {
  const startMs = Date.parse(isoTime(text));
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? startMs + DAY_MS : startMs).toISOString();
}

// As a config takes them: told before anything is asked of a site.
function sourceId(text: string): string {
  if (!SOURCE_ID.test(text)) throw new InvalidArgumentError("expected lower-case letters, digits, . _ -, e.g. snd");
  return text;
}

function regionCode(text: string): string {
  if (!REGION_CODE.test(text)) throw new InvalidArgumentError("expected a six-digit GB/T 2260 code, e.g. 320505");
  return text;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("expected a whole number from 0");
  return value;
}

function ownVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)("../package.json");
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0";
}
