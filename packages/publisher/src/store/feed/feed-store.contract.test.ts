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

/** The text of an item of one paragraph. */
const plainOf = (html: string): string =>
  html
    .slice("<p>".length, -"</p>".length)
    .replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => CHARS[name] ?? "");
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;
const CHARS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

storeContract({
  name: "feed",
  sort: "keyed",
  bad: circular,
  setUp: async () => {
    folder = await mkdtemp(join(tmpdir(), "feed-"));
  },
  tearDown: () => rm(folder, { recursive: true }),
  fresh: () =>
    Promise.resolve(
      storeSchema.parse({
        id: "feeds",
        type: "feed",
        path: join(folder, String(made++)),
        content: "full",
        items: 1000,
        flushMs: 0,
      }),
    ),
  // What the files show, and the tombstones, which they do not.
  held: async (store) => {
    const { items } = JSON.parse(await readFile(join(pathOf(store), "all.json"), "utf8")) as {
      items: readonly { id: string; title: string; content_html: string; _caibian: { revision: number } }[];
    };
    const db = new Database(join(pathOf(store), "_feeds.db"));
    const gone = db.prepare("SELECT id, revision, status FROM items WHERE item IS NULL").all() as Record<
      string,
      unknown
    >[];
    db.close();
    const shown = items.map(({ id, title, content_html: html, _caibian: { revision } }) => {
      return { id, title, text: plainOf(html), revision, status: "usable" };
    });
    return [...shown, ...gone].map(heldOf);
  },
  // HTML and XML cannot hold them in any form.
  kept: (text) => text.replaceAll(FORBIDDEN, ""),
  withWrongCredentials: null,
  wire: null,
  makeOlderTarget: null,
});
