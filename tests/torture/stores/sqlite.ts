import { join } from "node:path";
import { readSqlite } from "@caibian/testkit";

import { holdingIn, type TestedStore } from "./tested-store.ts";

const TABLE = "articles";

/** A table in a SQLite file that all processes share. */
export function startSqliteStore(folder: string): Promise<TestedStore> {
  const path = join(folder, "out.db");
  const reading: TestedStore["reading"] = () => Promise.resolve(readSqlite(path, TABLE));
  return Promise.resolve({
    input: { id: "table", type: "sqlite", path, table: TABLE },
    kind: "keyed",
    wire: null,
    server: null,
    holding: holdingIn(reading),
    reading,
    close: () => Promise.resolve(),
  });
}
