import { CaibianError, EXIT } from "@caibian/schema";

/**
 * Refuses names of Sources that are not among those known (exit code 2).
 * @throws {CaibianError} naming those that are.
 */
export function refuseUnknownSource(
  named: readonly string[],
  known: readonly string[],
  next: string = "Name one of those, or none for all.",
): void {
  const unknown = named.filter((id) => !known.includes(id));
  if (unknown.length === 0) return;
  throw new CaibianError({
    code: "E_USAGE",
    what: "No such source",
    where: unknown.join(", "),
    why: known.length === 0 ? "there is none yet" : `there is ${known.join(", ")}`,
    next,
    exitCode: EXIT.usage,
  });
}
