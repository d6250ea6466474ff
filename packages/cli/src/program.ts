import { createRequire } from "node:module";
import { Argument, Command } from "commander";

import { completionScript, SHELLS, type Shell } from "./commands/completion.ts";
import { addArchiveCommands } from "./program/archive-commands.ts";
import type { Finish } from "./program/finish.ts";
import { addLookCommands } from "./program/look-commands.ts";
import { addRunCommands } from "./program/run-commands.ts";
import { addSiteCommands } from "./program/site-commands.ts";
import { addStoreCommands } from "./program/store-commands.ts";

/** The command tree. Each action loads its own code, so that `parse` starts without servers' clients. */
export function buildProgram(finish: Finish): Command {
  const program = new Command("caibian")
    .description("采编: gathers regional Chinese news, edits it into clean records, delivers them")
    .version(ownVersion())
    .option("--debug", "show stack traces")
    .exitOverride()
    .showHelpAfterError("(add --help for usage and examples)")
    .configureHelp({ showGlobalOptions: true });
  addSiteCommands(program, finish);
  addRunCommands(program, finish);
  addLookCommands(program, finish);
  addStoreCommands(program, finish);
  addArchiveCommands(program, finish);
  addCompletion(program);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
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

function ownVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)("../package.json");
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0";
}
