import { createInterface } from "node:readline/promises";
import { CaibianError, EXIT } from "@caibian/schema";

/** Asks one question on the terminal; an empty answer, or the end of input, gives the default. */
export async function ask(question: string, fallback: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-D ends the input without an answer.
  const ended = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  try {
    const answer = await Promise.race([terminal.question(question, { signal }), ended]);
    return answer.trim() === "" ? fallback : answer.trim();
  } finally {
    terminal.close();
  }
}

/**
 * Reads a choice like `1 3-4` or `all` among so many things, as indexes from 0 in the order given.
 * @throws {CaibianError} for what is no such choice.
 */
export function readChoice(text: string, count: number): readonly number[] {
  if (/^(?:all|\*)$/i.test(text)) return Array.from({ length: count }, (_, index) => index);
  const chosen = new Set<number>();
  for (const part of text.split(/[\s,，、]+/).filter(Boolean)) {
    const [, from = "", to = from] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    if (from === "" || Number(from) < 1 || Number(to) > count || Number(to) < Number(from))
      throw badChoice(part, count);
    for (let number = Number(from); number <= Number(to); number++) chosen.add(number - 1);
  }
  if (chosen.size === 0) throw badChoice(text, count);
  return [...chosen];
}

function badChoice(text: string, count: number): CaibianError {
  return new CaibianError({
    code: "E_USAGE",
    what: "No such section",
    where: text,
    why: `the sections have the numbers 1 to ${count}`,
    next: "Run again and name them like `1 3-4`, or `all`.",
    exitCode: EXIT.usage,
  });
}
