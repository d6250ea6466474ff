import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const PAGE = fileURLToPath(new URL("../../packages/publisher/docs/library.md", import.meta.url));
/** Inside the repository, so that the packages are found as an installed program finds them. */
const HERE = fileURLToPath(new URL("..", import.meta.url));

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(HERE, "library-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the example of the page runs as it stands: records go in, and each is in the store once", async () => {
  const [, example = ""] = /```js\n([\s\S]*?)```/.exec(readFileSync(PAGE, "utf8")) ?? [];
  writeFileSync(join(folder, "example.mjs"), example);
  const run = async (): Promise<string> =>
    (await promisify(execFile)(process.execPath, ["example.mjs"], { cwd: folder, timeout: 60_000 })).stdout;

  expect(await run()).toContain("published, delivered: true");
  expect(await run()).toContain("unchanged, delivered: true");

  const lines = readFileSync(join(folder, "out", "articles.jsonl"), "utf8")
    .trimEnd()
    .split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { title: string }).title)).toEqual(["新城图书馆开馆"]);
});
