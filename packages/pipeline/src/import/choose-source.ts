import type { Source } from "@caibian/schema";

/** The Source that a page belongs to: of those with its host, the one whose entry lies nearest to it. Null: none. */
export function chooseSource(url: string, sources: readonly Source[]): Source | null {
  const { host, pathname } = new URL(url);
  let [best, most] = [null as Source | null, -1];
  for (const source of sources) {
    for (const start of source.start) {
      const entry = new URL(start);
      const shared = entry.host === host ? sharedFolders(entry.pathname, pathname) : -1;
      if (shared > most) [best, most] = [source, shared];
    }
  }
  return best;
}

function sharedFolders(entry: string, page: string): number {
  const [ours, theirs] = [entry.split("/").slice(0, -1), page.split("/").slice(0, -1)];
  const end = ours.findIndex((folder, i) => folder !== theirs[i]);
  return end < 0 ? ours.length : end;
}
