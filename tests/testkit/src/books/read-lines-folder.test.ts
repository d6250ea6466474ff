import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";

import { readJsonlFolder } from "./read-lines-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "caibian-lines-"));
});
afterEach(() => rm(folder, { recursive: true }));

const line = (id: string, revision = 1): string =>
  `${JSON.stringify({ id, url: null, revision, status: "withdrawn" })}\n`;

async function idsIn(): Promise<readonly string[]> {
  return (await readJsonlFolder(folder)).records.map(({ id }) => id);
}

test("closed files come first, a packed one instead of its plain twin, and the growing one as far as it counts", async () => {
  await writeFile(join(folder, "articles-20260501.0001.jsonl"), line("half")); // its packing was interrupted
  await writeFile(join(folder, "articles-20260501.0001.jsonl.gz"), gzipSync(line("a")));
  await writeFile(join(folder, "articles-20260501.0002.jsonl"), line("b"));
  await writeFile(join(folder, "articles.jsonl"), `${line("c")}{"id":"to`);
  await writeFile(join(folder, "articles.jsonl.state"), JSON.stringify({ length: line("c").length }));

  expect(await idsIn()).toEqual(["a", "b", "c"]);
});

test("a folder that is not there yet is empty; a file that is shorter than it says, or torn, throws", async () => {
  expect((await readJsonlFolder(join(folder, "none"))).records).toEqual([]);

  await writeFile(join(folder, "articles.jsonl"), line("c"));
  await writeFile(join(folder, "articles.jsonl.state"), JSON.stringify({ length: 1000 }));
  await expect(idsIn()).rejects.toThrow("Expected 1000 bytes");

  await writeFile(join(folder, "articles.jsonl.state"), JSON.stringify({ length: 5 }));
  await expect(idsIn()).rejects.toThrow("whole line");
});
