import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { findCorpus, readCorpusPages } from "../measure/corpus.ts";

/** One page as it came, with its URL where it is known. */
export interface BenchPage {
  readonly bytes: Uint8Array;
  readonly url: string | undefined;
}

const FIXTURES = fileURLToPath(new URL("../../packages/parser/src/fixtures", import.meta.url));

/** The Chinese pages of the shared corpus beside the repository; the parser's own fixtures where it is absent. */
export function readPages(): { readonly pages: readonly BenchPage[]; readonly from: string } {
  const corpus = findCorpus();
  if (corpus !== null) {
    const pages = readCorpusPages(corpus).filter(({ category }) => category !== "other_lang");
    return { pages: pages.map(({ bytes, url }) => ({ bytes, url })), from: "shared/corpus, Chinese pages" };
  }
  const pages = readdirSync(FIXTURES)
    .map((name) => join(FIXTURES, name, "page.html"))
    .filter((file) => existsSync(file))
    .map((file) => ({ bytes: readFileSync(file), url: undefined }));
  return { pages, from: "the parser's own fixtures: shared/corpus is absent" };
}
