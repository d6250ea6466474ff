import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { storeSchema } from "@caibian/schema";
import { afterEach, beforeEach, expect, test } from "vitest";

import { articleOf, deliveryOf } from "../fixtures/article.ts";
import { loadStore } from "./load-store.ts";

const CHILD = join(import.meta.dirname, "../fixtures/crash-after-write.ts");
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "crash-"));
});
afterEach(() => rm(folder, { recursive: true }));

test.each(["jsonl", "parquet", "feed", "sqlite"] as const)(
  "what a killed process wrote to %s is there, free to go on, and not taken twice",
  async (type) => {
    const path = type === "sqlite" ? join(folder, "articles.db") : folder;
    const config = { id: "files", type, path };
    const child = spawn(
      process.execPath,
      ["--import=tsx", "--conditions=source", CHILD, JSON.stringify(config), "40"],
      {
        stdio: "inherit",
      },
    );
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).toBe("SIGKILL");

    const adapter = await loadStore(storeSchema.parse(config));
    await adapter.open();
    const again = await Promise.all(
      Array.from({ length: 41 }, (_, n) => adapter.write([deliveryOf(articleOf(n), n + 1)])),
    );
    await adapter.close();

    const outcomes = again.flat().map((receipt) => receipt.outcome);
    expect(outcomes.slice(0, 40).every((outcome) => outcome === "stale")).toBe(true);
    expect(outcomes[40]).toBe("stored");
  },
);
