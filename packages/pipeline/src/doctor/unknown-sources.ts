import type { Config, Store } from "@caibian/schema";

/** The Sources that a Store selects and the config does not name: nothing new will come of them. */
export function unknownSources(store: Pick<Store, "select">, config: Pick<Config, "sources">): readonly string[] {
  const known = new Set(config.sources.map(({ id }) => id));
  return (store.select?.source ?? []).filter((id) => !known.has(id));
}
