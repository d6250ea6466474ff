import type { ExplainedLine } from "@caibian/parser";

import { clip } from "./table.ts";

/** The page's lines, each with what happened to it and why. */
export function explainLines(lines: readonly ExplainedLine[]): string {
  const width = Math.max(...lines.map((line) => line.fate.length), 4);
  return lines
    .map((line) => `${line.fate.padEnd(width)}  ${(line.rule ?? "").padEnd(20)}  ${clip(line.text, 100)}`)
    .join("\n");
}
