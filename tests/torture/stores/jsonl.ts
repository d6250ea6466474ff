import { join } from "node:path";
import { readJsonlFolder } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

/** Small enough that a run closes and packs many files. */
const ROTATE_BYTES = 400_000;

/** Files of lines that one process at a time may write to, closed and packed as they grow. */
export function startJsonlStore(folder: string): Promise<TestedStore> {
  const path = join(folder, "out");
  const reading: TestedStore["reading"] = () => readJsonlFolder(path);
  return Promise.resolve({
    input: { id: "files", type: "jsonl", path, rotateBytes: ROTATE_BYTES, rotate: "daily", gzip: true },
    kind: "file",
    wire: null,
    server: null,
    holding: holdingIn(reading),
    reading,
    close: () => Promise.resolve(),
  });
}
