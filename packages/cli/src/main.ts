import { CommanderError, type Command } from "commander";
import { EXIT } from "@caibian/schema/plain";

import { buildProgram } from "./program.ts";
import { exitCodeOf, printError } from "./output/print-error.ts";

/** Runs one command line and answers its exit code (DESIGN.md section 5). Never throws. */
export async function main(args: readonly string[]): Promise<number> {
  const debug = args.includes("--debug");
  let code: number = EXIT.done;
  const program = buildProgram((exitCode) => {
    code = exitCode;
  });
  try {
    const unknown = unknownCommand(program, args);
    await program.parseAsync(unknown === null ? args : [unknown], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    printError(error, { debug, json: args.includes("--json") });
    return exitCodeOf(error);
  }
}

/** A command that is not there; asked for its help, the parser would answer with everything's, as if all were well. */
function unknownCommand(program: Command, args: readonly string[]): string | null {
  const name = args.find((arg) => !arg.startsWith("-"));
  const isKnown = name === undefined || name === "help" || program.commands.some((command) => command.name() === name);
  return isKnown ? null : name;
}
