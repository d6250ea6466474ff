import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One page of the corpus: raw bytes in one file, its gold in another. */
export interface CorpusPage {
  /** `set/id`. */
  readonly key: string;
  readonly file: string;
  readonly goldFile: string;
  /** What a list may call it: the gold title, else its key. */
  readonly title: string;
}

/** Every page with gold in a corpus folder (`<set>/<id>.html` and `<set>/<id>.json`), in the order of its key. */
export function readCorpus(folder: string): CorpusPage[] {
  const sets = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return sets.flatMap(({ name: set }) => pagesOf(folder, set)).sort((a, b) => (a.key < b.key ? -1 : 1));
}

function pagesOf(folder: string, set: string): CorpusPage[] {
  const files = new Set(readdirSync(join(folder, set)));
  return [...files]
    .filter((name) => name.endsWith(".html") && files.has(name.replace(/\.html$/, ".json")))
    .map((name) => {
      const goldFile = join(folder, set, name.replace(/\.html$/, ".json"));
      const key = `${set}/${name.slice(0, -".html".length)}`;
      return { key, file: join(folder, set, name), goldFile, title: titleIn(goldFile) ?? key };
    });
}

function titleIn(goldFile: string): string | null {
  const { gold } = JSON.parse(readFileSync(goldFile, "utf8")) as {
    readonly gold?: { readonly title?: string | null } | null;
  };
  const title = gold?.title?.replaceAll(/\s+/g, " ").trim();
  return title === undefined || title === "" ? null : title;
}
