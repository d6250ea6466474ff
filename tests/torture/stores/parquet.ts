import { join } from "node:path";
import { readParquet } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

/** Small enough that a run makes parquet many times, under the faults too. */
const PART = { partBytes: 500_000, partMs: 20_000 };

/** A folder of parquet files, which one process at a time may write to. */
export function startParquetStore(folder: string): Promise<TestedStore> {
  const path = join(folder, "lake");
  const reading: TestedStore["reading"] = () => readParquet(path);
  return Promise.resolve({
    input: { id: "lake", type: "parquet", path, ...PART },
    kind: "file",
    wire: null,
    server: null,
    holding: holdingIn(reading),
    reading,
    close: () => Promise.resolve(),
  });
}
