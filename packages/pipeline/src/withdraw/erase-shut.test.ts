import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { CommitEffect } from "@caibian/ledger";
import { ErasedPageError, openArchive } from "@caibian/scraper";
import type { WarcPosition } from "@caibian/schema";
import { afterEach, beforeEach, expect, test } from "vitest";

import { eraseShut } from "./erase-shut.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "caibian-shut-"));
});
afterEach(() => rm(folder, { recursive: true }));

function effectOf(articleId: string): CommitEffect {
  return { leadId: "1", effect: "unchanged", articleId, revision: 1, shard: null, seq: null };
}

test("the raw page that an erased article came again with goes, and no other", async () => {
  const page = { url: "http://a.test/", finalUrl: "http://a.test/", status: 200, headers: {}, sha256: "0" };
  const at = { ...page, bytes: new Uint8Array(10), fetchedAt: "2026-06-07T16:05:02+08:00" };
  const archive = await openArchive(folder);
  const places = new Map<string, WarcPosition>([
    ["gone", await archive.append(at)],
    ["kept", await archive.append(at)],
  ]);
  await archive.flush();
  const noted: string[] = [];
  const desk = {
    rawPagesOf: (ids: readonly string[]) => Promise.resolve(ids.flatMap((id) => places.get(id) ?? [])),
    rawErased: (ids: readonly string[]) => Promise.resolve(void noted.push(...ids)),
  };

  await eraseShut({ archive: folder }, desk, [effectOf("kept")]);
  expect(noted).toEqual([]);
  await eraseShut({ archive: folder }, desk, [{ ...effectOf("gone"), isShut: true }, effectOf("kept")]);

  expect(noted).toEqual(["gone"]);
  await expect(archive.read(places.get("gone")!)).rejects.toThrow(ErasedPageError);
  expect((await archive.read(places.get("kept")!)).status).toBe(200);
  await archive.close();
});
