import { Argument, type Command, Option } from "commander";

import type { ScheduleAction } from "../commands/schedule.ts";
import { CONFIG, type Finish } from "./finish.ts";
import { collect, collectRegion, nameList, positiveInteger, isoTime, isoEnd } from "./option-values.ts";

/** What shows, exports and checks what there is. */
export function addLookCommands(program: Command, finish: Finish): void {
  program
    .command("status")
    .description("sources, articles, stores and what lags, also beside a running serve")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--release <source>", "deliver the changes that were held back, and take the source for well again")
    .option("--drop <source>", "forget the changes that were held back, and take the source for well again")
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExamples:\n  caibian status --json | jq .stores\n  caibian status --release snd")
    .action(async (options) => {
      const { statusCommand } = await import("../commands/status.ts");
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
      const { scheduleCommand } = await import("../commands/schedule.ts");
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
      const { articlesCommand } = await import("../commands/articles.ts");
      finish(await articlesCommand(id, options));
    });

  program
    .command("reprints")
    .description("groups of copies of one story, the last grown first, with the first source")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--rebuild", "make the index of reprints again from the articles")
    .option("--limit <n>", "at most so many", positiveInteger, 20)
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExamples:\n  caibian reprints\n  caibian reprints --rebuild")
    .action(async (options) => {
      const { reprintsCommand } = await import("../commands/reprints.ts");
      finish(await reprintsCommand(options));
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
      const { exportCommand } = await import("../commands/export.ts");
      finish(await exportCommand(options));
    });

  program
    .command("doctor")
    .description("check this machine, the config, the ledger, the queue and the stores, and say what to do")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--json", "machine-readable")
    .addHelpText("after", "\nExample:\n  caibian doctor")
    .action(async (options) => {
      const { doctorCommand } = await import("../commands/doctor.ts");
      finish(await doctorCommand(options));
    });
}
