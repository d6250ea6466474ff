import { CommanderError } from "commander";
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
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    printError(error, { debug, json: args.includes("--json") });
    return exitCodeOf(error);
  }
}
