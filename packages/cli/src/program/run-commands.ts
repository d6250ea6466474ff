import type { Command } from "commander";

import { CONFIG, type Finish } from "./finish.ts";
import { wholeNumber } from "./option-values.ts";

/** What visits and delivers. */
export function addRunCommands(program: Command, finish: Finish): void {
  program
    .command("run")
    .description("visit the sources once, deliver, exit")
    .argument("[sources...]", "only these source ids")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--recheck", "look again at every known article, not only at those that are due")
    .option("--json", "print the report as JSON")
    .addHelpText("after", "\nExamples:\n  caibian run\n  caibian run snd --recheck --json")
    .action(async (sources: string[], options) => {
      const { runCommand } = await import("../commands/run.ts");
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
      const { serveCommand } = await import("../commands/serve.ts");
      finish(await serveCommand(options));
    });

  program
    .command("worker")
    .description("a further process of visits and deliveries beside a `serve` (needs a ledger on PostgreSQL)")
    .option("-c, --config <file>", "config file", CONFIG)
    .option("--json", "log as JSON lines")
    .addHelpText("after", "\nExample:\n  DATABASE_URL=postgres://… REDIS_URL=redis://… caibian worker")
    .action(async (options) => {
      const { workerCommand } = await import("../commands/worker.ts");
      finish(await workerCommand(options));
    });
}
