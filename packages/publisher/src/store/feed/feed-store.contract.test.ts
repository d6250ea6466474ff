import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { storeSchema, type Store } from "@caibian/schema";
import Database from "libsql";

import { storeContract } from "../contract/store-contract.test-suite.ts";
import { circular, heldOf } from "../contract/store-kind.test-suite.ts";

let folder = "";
let made = 0;
const pathOf = (store: Store): string => (store as { path: string }).path;

storeContract({
  name: "feed",
  sort: "keyed",
  bad: circular,
  setUp: async () => {
    folder = await mkdtemp(join(tmpdir(), "feed-"));
  },
  tearDown: () => rm(folder, { recursive: true }),
  fresh: () =>
    Promise.resolve(storeSchema.parse({ id: "feeds", type: "feed", path: join(folder, String(made++)), flushMs: 0 })),
  // What the files show, and the tombstones, which they do not.
  held: async (store) => {
    const { items } = JSON.parse(await readFile(join(pathOf(store), "all.json"), "utf8")) as {
      items: readonly { id: string; title: string; _caibian: { revision: number } }[];
    };
    const db = new Database(join(pathOf(store), "_feeds.db"));
    const gone = db.prepare("SELECT id, revision, status FROM items WHERE item IS NULL").all() as Record<
      string,
      unknown
    >[];
    db.close();
    const shown = items.map(({ id, title, _caibian: { revision } }) => ({ id, title, revision, status: "usable" }));
    return [...shown, ...gone].map(heldOf);
  },
  withWrongCredentials: null,
  wire: null,
  makeOlderTarget: null,
});
