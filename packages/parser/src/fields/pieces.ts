import type { InfoLine } from "./info-zone.ts";

/** What is left of an info line without dates, labels and their values, parted at seams, bars and blanks. */
export function piecesOf(info: InfoLine): string[] {
  const { text, seams } = info.line;
  const cuts = new Set<number>([0, text.length, ...seams]);
  for (const date of info.dates) {
    cuts.add(date.index);
    cuts.add(date.index + date.length);
  }
  for (const label of info.labels) {
    cuts.add(label.start);
    cuts.add(label.end);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const pieces: string[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const from = edges[i] ?? 0;
    if (info.dates.some((date) => from >= date.index && from < date.index + date.length)) continue;
    if (info.labels.some((label) => from >= label.start && from < label.end)) continue;
    pieces.push(...text.slice(from, edges[i + 1]).split(/[\s\u3000|｜丨]+/));
  }
  return pieces;
}
