import { CaibianError, EXIT, isConnectionLost, isDiskFull, messageOf } from "@caibian/schema/plain";

/** The exit code that an error ends the command with. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CaibianError) return error.exitCode;
  if (isDiskFull(error)) return EXIT.disk;
  return isConnectionLost(error) ? EXIT.unreachable : EXIT.someFailed;
}

/** Says on standard error what happened, where, why and what to do next; a stack only with `--debug`. */
export function printError(error: unknown, options: { readonly debug: boolean; readonly json: boolean }): void {
  const text = options.json ? JSON.stringify({ error: factsOf(error) }) : linesOf(error).join("\n");
  process.stderr.write(`${text}\n`);
  if (options.debug && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
}

/** An error as lines for a person. */
export function linesOf(error: unknown): readonly string[] {
  if (!(error instanceof CaibianError)) {
    const next = isConnectionLost(error)
      ? "  next:  see that the servers of the ledger and of the queue answer, and start again: nothing is lost"
      : "  run again with --debug for the stack";
    return [`caibian: ${messageOf(error)}`, next];
  }
  const lines = [`caibian: ${error.what} [${error.code}]`];
  if (error.where !== null) lines.push(`  where: ${error.where}`);
  if (error.why !== null) lines.push(`  why:   ${error.why.replaceAll("\n", "\n         ")}`);
  if (error.next !== null) lines.push(`  next:  ${error.next}`);
  return lines;
}

/** An error as data. */
export function factsOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof CaibianError)) return { code: "E_UNEXPECTED", what: messageOf(error) };
  const { code, what, where, why, next } = error;
  return { code, what, where, why, next };
}
