import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { storeSchema } from "@caibian/schema";

import { storeContract } from "../contract/store-contract.test-suite.ts";
import { circular, heldOf } from "../contract/store-kind.test-suite.ts";

let folder = "";
let made = 0;

storeContract({
  name: "jsonl",
  sort: "file",
  bad: circular,
  setUp: async () => {
    folder = await mkdtemp(join(tmpdir(), "jsonl-"));
  },
  tearDown: () => rm(folder, { recursive: true }),
  fresh: () => Promise.resolve(storeSchema.parse({ id: "files", type: "jsonl", path: join(folder, String(made++)) })),
  held: async (store) => {
    const text = await readFile(join((store as { path: string }).path, "articles.jsonl"), "utf8");
    const lines = text.split("\n").slice(0, -1);
    return lines.map((line) => heldOf(JSON.parse(line) as Record<string, unknown>));
  },
  withWrongCredentials: null,
  wire: null,
  makeOlderTarget: null,
});
