import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { storeSchema, type Store } from "@caibian/schema";
import Database from "libsql";

import { storeContract } from "../contract/store-contract.test-suite.ts";
import { circular, heldOf } from "../contract/store-kind.test-suite.ts";

let folder = "";
let made = 0;
const pathOf = (store: Store): string => (store as { path: string }).path;

storeContract({
  name: "sqlite",
  sort: "keyed",
  bad: circular,
  setUp: async () => {
    folder = await mkdtemp(join(tmpdir(), "sqlite-"));
  },
  tearDown: () => rm(folder, { recursive: true }),
  fresh: () => {
    const path = join(folder, String(made++), "articles.db");
    return Promise.resolve(storeSchema.parse({ id: "lite", type: "sqlite", path }));
  },
  held: (store) => {
    const db = new Database(pathOf(store));
    const rows = db.prepare("SELECT * FROM articles ORDER BY id").all() as Record<string, unknown>[];
    db.close();
    return Promise.resolve(rows.map(heldOf));
  },
  withWrongCredentials: null,
  wire: null,
  makeOlderTarget: async (store) => {
    await mkdir(dirname(pathOf(store)), { recursive: true });
    const db = new Database(pathOf(store));
    db.exec("CREATE TABLE articles (id TEXT PRIMARY KEY, revision INTEGER, status TEXT, mine INTEGER)");
    db.exec("INSERT INTO articles (id, revision, status) VALUES ('older', 1, 'usable')");
    db.close();
  },
});
