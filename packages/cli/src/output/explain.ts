import type { ExplainedLine } from "@caibian/parser";

import { clip } from "./table.ts";

/** The page's lines, each with its score and what happened to it. */
export function explainLines(lines: readonly ExplainedLine[]): string {
  const width = Math.max(...lines.map((line) => line.fate.length), 4);
  return lines
    .map((line) => `${line.fate.padEnd(width)}  ${line.score.toFixed(2).padStart(7)}  ${clip(line.text, 100)}`)
    .join("\n");
}
