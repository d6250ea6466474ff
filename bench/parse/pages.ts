import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One page as it came, with its URL where it is known. */
export interface BenchPage {
  readonly bytes: Uint8Array;
  readonly url: string | undefined;
}

const FIXTURES = fileURLToPath(new URL("../../packages/parser/src/fixtures", import.meta.url));

/** The Chinese pages of the shared corpus beside the repository; the parser's own fixtures where it is absent. */
export function readPages(): { readonly pages: readonly BenchPage[]; readonly from: string } {
  const shared = process.env["CAIBIAN_SHARED"];
  const roots =
    shared === undefined
      ? [3, 4].map((up) => fileURLToPath(new URL(`${"../".repeat(up)}shared`, import.meta.url)))
      : [shared];
  const corpus = roots.map((root) => join(root, "corpus")).find((folder) => existsSync(folder));
  if (corpus !== undefined) return { pages: readCorpus(corpus), from: "shared/corpus, Chinese pages" };
  const pages = readdirSync(FIXTURES)
    .map((name) => join(FIXTURES, name, "page.html"))
    .filter((file) => existsSync(file))
    .map((file) => ({ bytes: readFileSync(file), url: undefined }));
  return { pages, from: "the parser's own fixtures: shared/corpus is absent" };
}

function readCorpus(corpus: string): BenchPage[] {
  const pages: BenchPage[] = [];
  for (const entry of readdirSync(corpus, { recursive: true, encoding: "utf8" })) {
    if (!entry.endsWith(".json")) continue;
    const file = join(corpus, entry.replace(/json$/, "html"));
    if (!existsSync(file)) continue;
    const about = JSON.parse(readFileSync(join(corpus, entry), "utf8")) as {
      readonly category?: string;
      readonly url?: string | null;
    };
    if (about.category === undefined || about.category === "other_lang") continue;
    pages.push({ bytes: readFileSync(file), url: about.url ?? undefined });
  }
  return pages;
}
