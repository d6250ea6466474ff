import type { Proxy, StoreInput, StoreReading } from "@caibian/testkit";

/** A Store of the run, with what the run needs to break it and to read it. */
export interface TestedStore {
  /** As in the config file. */
  readonly input: StoreInput;
  readonly kind: StoreReading["kind"];
  /** The wire to its server; null for a Store of files. */
  readonly wire: Proxy | null;
  /** Kills its server and starts it again; null where there is none that could be killed. */
  readonly server: { kill(): Promise<void>; restart(): Promise<void> } | null;
  /** Where its far end can be made to refuse some records: how many it refused so far. */
  readonly refusal?: { begin(): void; end(): void; count(): number };
  /** Which of these addresses it holds by now. Throws when it cannot be asked. */
  holding(urls: readonly string[]): Promise<ReadonlySet<string>>;
  /** All of it, for the books. */
  reading(): Promise<StoreReading>;
  close(): Promise<void>;
}

/** Puts a Store up in the run's folder; null, and a `NOT RUN` line, where its server cannot be had. */
export type StartStore = (folder: string) => Promise<TestedStore | null>;

/** `holding` for a Store that is read as a whole. */
export function holdingIn(reading: TestedStore["reading"]): TestedStore["holding"] {
  return async (urls) => {
    const there = new Set((await reading()).records.map(({ url }) => url));
    return new Set(urls.filter((url) => there.has(url)));
  };
}
