import { join } from "node:path";
import { readFeeds } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

/** Every feed whole, in one format: so that the books find each story, and writing the files anew stays cheap. */
const WHOLE = { items: 1000, content: "full", formats: ["json"], flushMs: 500 };

/** Feed files, which one process at a time may write. */
export function startFeedStore(folder: string): Promise<TestedStore> {
  const path = join(folder, "feeds");
  const reading: TestedStore["reading"] = () => readFeeds(path);
  return Promise.resolve({
    input: { id: "feeds", type: "feed", path, ...WHOLE },
    kind: "keyed",
    wire: null,
    server: null,
    holding: holdingIn(reading),
    reading,
    close: () => Promise.resolve(),
  });
}
