import type { RunReport } from "@caibian/pipeline";

type DrainedStore = RunReport["drained"]["stores"][number];

/** What a person should know of Stores that did not take everything yet. */
export function storeLines(stores: readonly DrainedStore[]): readonly string[] {
  return stores.filter((store) => !store.isDrained).flatMap(linesOf);
}

/** The exit codes of such Stores. */
export function storeExitCodes(stores: readonly DrainedStore[], otherwise: number): readonly number[] {
  return stores.flatMap((store) => (store.isDrained ? [] : [store.exitCode ?? otherwise]));
}

function linesOf(store: DrainedStore): readonly string[] {
  const lines = [
    "",
    `store ${store.storeId} is ${store.state}, ${store.behind} behind: nothing is lost, it catches up later`,
  ];
  if (store.why !== null) lines.push(`  why:   ${store.why}`);
  if (store.next !== null) lines.push(`  next:  ${store.next}`);
  return lines;
}
