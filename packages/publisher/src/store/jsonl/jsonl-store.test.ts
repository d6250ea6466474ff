import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { EXIT, storeSchema, type Store, type WriteContext } from "@caibian/schema";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { fileError } from "../../errors.ts";
import { articleOf, deliveryOf, numbersOfShard } from "../../fixtures/article.ts";
import { loadStore } from "../load-store.ts";

const context: WriteContext = { replay: false, signal: new AbortController().signal };
const [first = 0, second = 0] = numbersOfShard(3, 2);
let folder = "";
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jsonl-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a jsonl store", () => {
  let store: Store & { path: string };
  const file = (): string => join(store.path, "articles.jsonl");
  const lines = async (): Promise<readonly { readonly id: string; readonly title?: string }[]> =>
    (await readFile(file(), "utf8"))
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { readonly id: string; readonly title?: string });

  beforeEach(() => {
    store = storeSchema.parse({ id: "files", type: "jsonl", path: join(folder, String(made++)) }) as typeof store;
  });

  test("cuts off the tail that a crash between write and sidecar left, and takes it again once", async () => {
    const adapter = await loadStore(store);
    await adapter.open();
    await adapter.write([deliveryOf(articleOf(first), 1)]);
    await adapter.close();
    const whole = await readFile(file());
    await appendFile(file(), `${JSON.stringify(articleOf(second))}\n{"half`);

    const reopened = await loadStore(store);
    await reopened.open();
    expect(await readFile(file())).toEqual(whole);
    await reopened.write([deliveryOf(articleOf(second), 2)]);
    await reopened.close();

    expect((await lines()).map((one) => one.title)).toEqual([articleOf(first).title, articleOf(second).title]);
  });

  test("keeps a second writer out until the first has ended", async () => {
    const owner = await loadStore(store);
    await owner.open();
    const other = await loadStore(store);

    await expect(other.open()).rejects.toMatchObject({ failure: "taken" });
    await owner.close();
    await other.open();
    await other.close();
  });

  test("takes a dead letter again whose number lies below the cursor", async () => {
    const adapter = await loadStore(store);
    await adapter.open();
    await adapter.write([deliveryOf(articleOf(second), 2)]);

    const receipts = await adapter.write([deliveryOf(articleOf(first), 1)], { ...context, replay: true });
    await adapter.close();

    expect(receipts).toEqual([{ seq: 1, outcome: "stored" }]);
    expect(await lines()).toHaveLength(2);
  });

  test("takes the low numbers of a new ledger that come at a later time", async () => {
    const adapter = await loadStore(store);
    await adapter.open();
    await adapter.write([deliveryOf(articleOf(first), 50)]);
    const fresh = { ...deliveryOf(articleOf(second), 1), at: "2025-01-01T00:00:00+08:00" };

    expect((await adapter.write([fresh]))[0]?.outcome).toBe("stored");
    await adapter.close();
  });

  test("writes the batches of all shards together, each line whole", async () => {
    const adapter = await loadStore(store);
    await adapter.open();

    await Promise.all(Array.from({ length: 200 }, (_, n) => adapter.write([deliveryOf(articleOf(n), n + 1)])));
    await adapter.close();

    expect(new Set((await lines()).map((one) => one.id)).size).toBe(200);
  });

  test("says that a path is wrong, and that a person must help", async () => {
    const wrong = await loadStore({ ...store, path: "/dev/null/out" } as Store);

    await expect(wrong.open()).rejects.toMatchObject({ code: "E_STORE_PATH", failure: "misconfigured", exitCode: 3 });
  });

  test("tells a full disk from other trouble, and says what to do about either", () => {
    const full = Object.assign(new Error("write ENOSPC"), { code: "ENOSPC" });
    const broken = Object.assign(new Error("read EIO"), { code: "EIO" });
    const next: unknown = expect.any(String);

    expect(fileError("files", "out", full)).toMatchObject({ failure: "down", exitCode: EXIT.disk, next });
    expect(fileError("files", "out", broken)).toMatchObject({ failure: "down", exitCode: EXIT.unreachable, next });
  });
});
