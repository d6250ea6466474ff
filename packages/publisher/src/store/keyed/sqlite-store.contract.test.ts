import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { storeSchema, type Store } from "@caibian/schema";
import Database from "libsql";

import { storeContract } from "../contract/store-contract.test-suite.ts";
import { heldOf } from "../contract/store-kind.test-suite.ts";

let folder = "";
let made = 0;
const pathOf = (store: Store): string => (store as { path: string }).path;

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
const isBytes = (value: unknown): value is Uint8Array | ArrayBuffer =>
  value instanceof Uint8Array || value instanceof ArrayBuffer;

storeContract({
  name: "sqlite",
  sort: "keyed",
  bad: (article) => ({ ...article, title: "refuse me" }),
  refuseBad: (store) => {
    const db = new Database(pathOf(store));
    db.exec(`CREATE TRIGGER "no" BEFORE INSERT ON articles WHEN NEW.title = 'refuse me'
             BEGIN SELECT RAISE(ABORT, 'against the rules'); END`);
    db.close();
    return Promise.resolve();
  },
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
    // As bytes: libsql reads a text only up to its first U+0000, although all of it is there.
    const columns = "id, revision, status, CAST(title AS BLOB) AS title, CAST(record AS BLOB) AS record";
    const rows = db.prepare(`SELECT ${columns} FROM articles ORDER BY id`).all() as Record<string, unknown>[];
    db.close();
    const texts = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, isBytes(value) ? UTF8.decode(value) : value]),
      ),
    );
    return Promise.resolve(texts.map(heldOf));
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
