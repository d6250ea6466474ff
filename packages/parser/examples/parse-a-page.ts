import { readFile } from "node:fs/promises";

import { parse } from "@caibian/parser";

/** Reads a saved page, in whatever charset, and says what it found. */
export async function describePage(file: string | URL, url: string): Promise<string> {
  const result = parse(await readFile(file), { url });
  if (!result.ok) return `${result.error.code}: ${result.error.message}`;
  const { title, source, publishedAt, credits, blocks } = result.article;
  const names = credits.map(({ role, name }) => `${role} ${name}`).join(", ");
  return [title, source?.name ?? "-", publishedAt ?? "-", names === "" ? "-" : names, `${blocks.length} blocks`].join(
    " | ",
  );
}
