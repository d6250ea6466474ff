import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { decode } from "@caibian/page";

import { findStory } from "../src/find-story.ts";
import type { RuledPage } from "../src/model/revise.ts";
import { readLines } from "../src/read/read-lines.ts";
import { alignToGold, type LineLabel } from "./align.ts";

/** What a page's gold file says, as far as training reads it. */
interface GoldFile {
  readonly site: string;
  readonly gold: { readonly text: string | null; readonly title: string | null };
  readonly gold_optional?: readonly string[];
  readonly score_text?: boolean;
}

/** A page whose story is known. */
export interface KnownPage {
  readonly file: string;
  readonly site: string;
  readonly decoded: ReturnType<typeof decode>;
  readonly ruled: RuledPage;
  /** By line. */
  readonly labels: readonly LineLabel[];
}

/** Every page of the corpus folder that has gold text and a body. */
export function readCorpus(folder: string): KnownPage[] {
  const pages: KnownPage[] = [];
  for (const set of readdirSync(folder).sort()) {
    if (!statSync(join(folder, set)).isDirectory() || set === "lists") continue;
    for (const name of readdirSync(join(folder, set)).sort()) {
      if (!name.endsWith(".json")) continue;
      const page = readPage(join(folder, set, name.replace(/\.json$/, "")));
      if (page !== null) pages.push(page);
    }
  }
  return pages;
}

function readPage(path: string): KnownPage | null {
  const { site, gold, gold_optional: optional = [], score_text: hasText } = goldOf(`${path}.json`);
  const decoded = decode(readFileSync(`${path}.html`));
  const read = readLines(decoded.text);
  if (!read.ok || hasText === false || gold.text === null) return null;
  const { ruled } = findStory(read.page, {});
  if (ruled === null) return null;
  const free = gold.title === null ? optional : [...optional, gold.title];
  return {
    file: `${path}.html`,
    site,
    decoded,
    ruled,
    labels: alignToGold(
      read.page.lines.map(({ text }) => text),
      gold.text,
      free,
    ),
  };
}

function goldOf(path: string): GoldFile {
  return JSON.parse(readFileSync(path, "utf8")) as GoldFile;
}

/** Sites in folds, so that no site's pages stand in two. Deterministic. */
export function foldsOf(pages: readonly KnownPage[], count: number): Map<string, number> {
  const sites = [...new Set(pages.map(({ site }) => site))].sort((a, b) => hash(a) - hash(b) || (a < b ? -1 : 1));
  return new Map(sites.map((site, i) => [site, i % count]));
}

function hash(text: string): number {
  let sum = 7;
  for (const character of text) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
