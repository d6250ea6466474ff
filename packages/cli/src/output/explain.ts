import type { ExplainedLine } from "@caibian/parser";

import { clip } from "./table.ts";

const MARKS: Readonly<Record<string, string>> = { kept: "+", cut: "+", title: "T", fields: "F", outside: " " };

/**
 * The page's lines for the one who asks why: number, mark (`+` kept, `T` headline, `F` read for fields, `-` taken
 * out), score for being prose, what happened and the text; then how often each thing happened, and its reason.
 */
export function explainLines(lines: readonly ExplainedLine[]): string {
  const width = Math.max(...lines.map((line) => line.fate.length), 4);
  const digits = String(lines.length).length;
  const rows = lines.map(({ fate, score, text }, i) => {
    const number = String(i + 1).padStart(digits);
    return `${number} ${MARKS[fate] ?? "-"} ${String(score).padStart(5)}  ${fate.padEnd(width)}  ${clip(text, 100)}`;
  });
  return [...rows, "", ...legend(lines, width)].join("\n");
}

function legend(lines: readonly ExplainedLine[], width: number): string[] {
  const counts = new Map<string, { count: number; why: string }>();
  for (const { fate, why } of lines) {
    const reason = why ?? (fate === "kept" ? "the story" : "");
    const key = MARKS[fate] === undefined ? fate : `${fate}\n${reason}`;
    const seen = counts.get(key);
    if (seen === undefined) counts.set(key, { count: 1, why: reason });
    else seen.count++;
  }
  return [...counts].map(
    ([key, { count, why }]) => `${String(count).padStart(5)} × ${(key.split("\n")[0] ?? "").padEnd(width)}  ${why}`,
  );
}
