import type { Page, Source } from "@caibian/schema";

import type { Doors } from "./doors.ts";
import { Fetcher } from "./fetcher.ts";
import { readLists } from "./lists.ts";
import { fetchPages } from "./pages.ts";

/**
 * One pass over a Source: reads its lists, keeps what they lead to in the frontier, then fetches what waits
 * there and gives out Pages. Polite (robots.txt, one clock a host), bounded (pages, look-ahead, retries), safe to
 * cut off at any point: what was not committed waits for the next Visit. Throws only when the frontier or the
 * archive fail; what goes wrong on the web is recorded and reported.
 */
export async function* visit(source: Source, doors: Doors): AsyncGenerator<Page> {
  const fetcher = new Fetcher(source, doors);
  try {
    await readLists(source, doors, fetcher);
    yield* fetchPages(source, doors, fetcher);
  } catch (error) {
    // The caller ended the Visit: that is no failure of ours.
    if (doors.signal?.aborted !== true) throw error;
  } finally {
    await fetcher.close();
  }
}
