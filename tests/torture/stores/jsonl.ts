import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readJsonl } from "@caibian/testkit";

import type { TestedStore } from "./tested-store.ts";

/** A file of lines that one process at a time may write to. */
export function startJsonlStore(folder: string): Promise<TestedStore> {
  const path = join(folder, "out");
  const file = join(path, "articles.jsonl");
  return Promise.resolve({
    input: { id: "files", type: "jsonl", path },
    wire: null,
    server: null,
    holding: async (urls) => {
      const text = await readFile(file, "utf8");
      return new Set(urls.filter((url) => text.includes(JSON.stringify(url))));
    },
    reading: () => readJsonl(file),
    close: () => Promise.resolve(),
  });
}
