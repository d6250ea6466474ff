import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { StoreReading, StoreRecord } from "@caibian/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

import { leftoversOf } from "./leftovers.ts";

const GONE = { id: "CB-000007", url: "http://a.test/7.html" };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "caibian-leftovers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function reading(kind: StoreReading["kind"], record: StoreRecord["record"]): StoreReading {
  return { name: "shop", kind, records: [{ id: "a", url: GONE.url, revision: 2, status: "x", record }] };
}

test("a tombstone is no leftover, nor is a message that was sent", () => {
  const text = { title: "t", text: "x" };

  expect(leftoversOf([GONE], [reading("keyed", null), reading("message", text)], folder)).toEqual([]);
});

test("a record with text is one", () => {
  const found = leftoversOf([GONE], [reading("file", { title: "t", text: "x" })], folder);

  expect(found).toEqual([`shop: revision 2 of ${GONE.url}`]);
});

test("so are bytes in any file, packed ones too", () => {
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "out", "state.db-wal"), "…CB-000007…");
  writeFileSync(join(folder, "out", "closed.jsonl.gz"), gzipSync("CB-000007"));
  writeFileSync(join(folder, "out", "sound.jsonl"), "CB-000008");

  const found = leftoversOf([GONE], [], folder).map((line) => line.split(":")[0]);

  expect(new Set(found)).toEqual(new Set(["the bytes of out/closed.jsonl.gz", "the bytes of out/state.db-wal"]));
});
