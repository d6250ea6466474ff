import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A page of the shared corpus, and what is told of it. */
export interface CorpusPage {
  readonly file: string;
  readonly site: string;
  /** `regional`, `gov`, `cn_other`, `tw_hk` or `other_lang`. */
  readonly category: string;
  readonly url: string | undefined;
  readonly bytes: Uint8Array;
}

/** The shared corpus beside the repository, or null. */
export function findCorpus(): string | null {
  const shared = process.env["CAIBIAN_SHARED"];
  const roots =
    shared === undefined
      ? [3, 4].map((up) => fileURLToPath(new URL(`${"../".repeat(up)}shared`, import.meta.url)))
      : [shared];
  return roots.map((root) => join(root, "corpus")).find((folder) => existsSync(folder)) ?? null;
}

/** Every page of the corpus, by file. */
export function readCorpusPages(corpus: string): CorpusPage[] {
  return readdirSync(corpus, { recursive: true, encoding: "utf8" })
    .filter((entry) => entry.endsWith(".json") && existsSync(join(corpus, entry.replace(/json$/, "html"))))
    .sort()
    .map((entry) => {
      const file = join(corpus, entry.replace(/json$/, "html"));
      const about = JSON.parse(readFileSync(join(corpus, entry), "utf8")) as {
        readonly site: string;
        readonly category: string;
        readonly url: string | null;
      };
      const { site, category, url } = about;
      return { file, site, category, url: url ?? undefined, bytes: readFileSync(file) };
    });
}
