import type { StoreReport } from "@caibian/ledger";
import type { StoreLag } from "@caibian/schema";

import { clip, table } from "./table.ts";

/** A Store as `caibian status` knows it: how it is, and what it lags. */
export type StoreStatus = StoreLag & Partial<StoreReport>;

/** Columns of a line that quotes what a store said. */
const LINE = 240;

/** Every Store with its state and its dead letters by class; then, for each that does not take everything, why and what to do. */
export function storeStatusLines(stores: readonly StoreStatus[]): readonly string[] {
  if (stores.length === 0) return ["No store in the config."];
  const rows = stores.map((store) => [
    store.storeId,
    store.state ?? "-",
    store.behind,
    `${String(Math.round(store.oldestMs / 1000))} s`,
    lettersText(store),
  ]);
  return [table(["store", "state", "behind", "oldest", "dead letters"], rows), ...stores.flatMap(troubleLines)];
}

function troubleLines(store: StoreStatus): readonly string[] {
  const { storeId, state = "up", since, failure, why, next, deadLetters } = store;
  const lines: string[] = [];
  if (state !== "up") {
    lines.push(
      "",
      `store ${storeId} is ${state}${failure === state ? "" : ` (${failure ?? "-"})`} since ${since ?? "-"}`,
    );
    lines.push(`  why:   ${clip(why ?? "-", LINE)}`);
    // What nobody can help goes on by itself.
    lines.push(`  next:  ${next ?? "nothing: it is tried again, and catches up"}`);
  }
  if (deadLetters > 0) {
    lines.push(
      "",
      `store ${storeId} refused ${lettersText(store)}`,
      `  next:  caibian replay --list --store ${storeId}`,
    );
  }
  return lines;
}

function lettersText({ letters = {}, deadLetters }: StoreStatus): string {
  const counts = Object.entries(letters).map(([name, count]) => `${String(count)} ${name}`);
  return counts.length === 0 ? String(deadLetters) : counts.join(", ");
}
