import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { storeSchema } from "@caibian/schema";

import { storeContract } from "../contract/store-contract.test-suite.ts";
import { circular, heldOf } from "../contract/store-kind.test-suite.ts";
import { readLines } from "../lines/read-lines.ts";
import { decodeRows } from "./decode-rows.ts";
import { partFiles } from "./part-files.ts";

let folder = "";
let made = 0;

storeContract({
  name: "parquet",
  sort: "file",
  bad: circular,
  setUp: async () => {
    folder = await mkdtemp(join(tmpdir(), "parquet-"));
  },
  tearDown: () => rm(folder, { recursive: true }),
  fresh: () => Promise.resolve(storeSchema.parse({ id: "lake", type: "parquet", path: join(folder, String(made++)) })),
  held: async (store) => {
    const { path } = store as { path: string };
    const rows: object[] = [];
    for (const part of await partFiles(path)) rows.push(...(await decodeRows(await readFile(join(path, part)))));
    for await (const line of readLines(join(path, "_spool.jsonl"))) rows.push(JSON.parse(line) as object);
    return rows.map((row) => heldOf(row as Record<string, unknown>));
  },
  withWrongCredentials: null,
  wire: null,
  makeOlderTarget: null,
});
